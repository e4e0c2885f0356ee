/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.DigestAlgorithm;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Identity.Way;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Login.Accepted;
import io.sluice.api.auth.Login.Refused;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import io.sluice.api.stream.StreamName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Test;

/** Users as protocols see them, while the file is edited. Each test comes from an address of its own. */
public class UsersServiceIT extends SluiceExam {
    private static final String NOBODY = "streams: {}\n";
    private static final String USERS = """
            streams: {}
            auth:
              users:
                - { name: viewer, password: one, role: viewer, streams: [ hall ] }
                - { name: viewer, password: two, role: publisher }
            """;

    private Users users;
    private int peers;

    @Override
    protected String yaml() {
        return USERS;
    }

    @Before
    public void ready() throws Exception {
        awaitStarted("auth");
        users = withService(Users.class, found -> found);
        write(USERS, true);
        Await.until("both passwords", SOON, () -> isKnown("one") && isKnown("two"));
    }

    /** From another address each time, so that what is wrong does not count. */
    private boolean isKnown(String password) {
        return login(new Credentials.Password("viewer", password), "198.51.100." + ++peers) instanceof Accepted;
    }

    /** Changes the file and waits until it counts. */
    private void write(String yaml, boolean configured) throws IOException {
        Files.writeString(home().resolve("conf/sluice.yaml"), yaml);
        Await.until("the users of the file", SOON, () -> users.configured() == configured);
    }

    private Login login(Credentials credentials, String peer) {
        try {
            return users.login(credentials, InetAddress.getByName(peer))
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Identity accepted(String name, String password, String peer) {
        Login login = login(new Credentials.Password(name, password), peer);
        assertThat(login).isInstanceOf(Accepted.class);
        return ((Accepted) login).identity();
    }

    @Test
    public void eachPasswordHasItsOwnRights() {
        Identity one = accepted("viewer", "one", "192.0.2.1");
        Identity two = accepted("viewer", "two", "192.0.2.1");

        assertThat(one.may(Role.VIEWER, StreamName.of("hall"))).isTrue();
        assertThat(one.may(Role.VIEWER, StreamName.of("yard"))).isFalse();
        assertThat(two.may(Role.PUBLISHER, StreamName.of("yard"))).isTrue();
        assertThat(login(new Credentials.Password("viewer", "three"), "192.0.2.1"))
                .isInstanceOf(Refused.class);
        assertThat(login(new Credentials.Password("admin", "admin"), "192.0.2.1"))
                .isInstanceOf(Refused.class);
    }

    @Test
    public void aDigestWithEitherAlgorithmIsTheSameUser() throws Exception {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            String right = HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm.token())
                            .digest("viewer:Sluice:two".getBytes(StandardCharsets.UTF_8)));
            Login login = login(new Credentials.Digest("viewer", algorithm, right::equals), "192.0.2.2");
            assertThat(login)
                    .isInstanceOfSatisfying(
                            Accepted.class,
                            who -> assertThat(who.identity().role()).isEqualTo(Role.PUBLISHER));
        }
    }

    @Test
    public void whoIsTakenOutOfTheFileIsOutAtOnce() throws Exception {
        Identity one = accepted("viewer", "one", "192.0.2.3");
        Identity two = accepted("viewer", "two", "192.0.2.3");

        write(USERS.replaceAll("(?m)^.*password: one.*\n", ""), true);
        Await.until("the first password to be gone", SOON, () -> !users.isCurrent(one));

        assertThat(users.isCurrent(two)).isTrue();
        assertThat(login(new Credentials.Password("viewer", "one"), "192.0.2.3"))
                .isInstanceOf(Refused.class);
        assertThat(login(new Credentials.Password("viewer", "two"), "192.0.2.3"))
                .isInstanceOf(Accepted.class);
    }

    @Test
    public void whoSitsAtTheMachineMayWatchAsLongAsNobodyIsConfigured() throws Exception {
        assertThat(users.local()).isEmpty();

        write(NOBODY, false);
        Identity local = users.local().orElseThrow();
        assertThat(local.way()).isEqualTo(Way.LOCAL);
        assertThat(local.may(Role.VIEWER, StreamName.of("hall"))).isTrue();
        assertThat(local.may(Role.PUBLISHER, StreamName.of("hall"))).isFalse();
        assertThat(users.isCurrent(local)).isTrue();

        write(USERS, true);
        assertThat(users.local()).isEmpty();
        assertThat(users.isCurrent(local)).isFalse();
    }

    @Test
    public void takesTheUsersOfAGo2rtcFile() throws Exception {
        write(NOBODY, false);
        write("streams: {}\napi: { username: boss, password: a }\nrtsp: { username: cam, password: b }\n", true);
        Await.until("both", SOON, () -> login(new Credentials.Password("cam", "b"), "192.0.2.4") instanceof Accepted);

        assertThat(accepted("boss", "a", "192.0.2.4").mayAll(Role.ADMIN)).isTrue();
        Identity cam = accepted("cam", "b", "192.0.2.4");
        assertThat(cam.mayAll(Role.PUBLISHER)).isTrue();
        assertThat(cam.mayAll(Role.ADMIN)).isFalse();
    }

    @Test
    public void theTokenOfTheHomeIsAnAdministrators() throws Exception {
        String token = Files.readString(home().resolve("run/cli.token")).strip();
        Login login = login(new Credentials.Token(token), "192.0.2.5");

        assertThat(login).isInstanceOfSatisfying(Accepted.class, who -> {
            assertThat(who.identity().mayAll(Role.ADMIN)).isTrue();
            assertThat(who.identity().way()).isEqualTo(Way.TOKEN);
            assertThat(users.isCurrent(who.identity())).isTrue();
        });
        assertThat(login(new Credentials.Token(token + "x"), "192.0.2.5")).isInstanceOf(Refused.class);
    }

    @Test
    public void aRightPasswordCostsNextToNothingTheSecondTime() {
        accepted("viewer", "one", "192.0.2.6");
        long start = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            accepted("viewer", "one", "192.0.2.6");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("as long as ten slow hashes")
                .isLessThan(Pace.of(Duration.ofSeconds(1)));
    }

    @Test
    public void aHundredWrongPasswordsTakeMoreThanTwentySeconds() {
        long start = System.nanoTime();
        int tried = 0;
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20)) {
            assertThat(login(new Credentials.Password("viewer", "wrong" + tried++), "192.0.2.7"))
                    .isInstanceOf(Refused.class);
        }
        assertThat(tried).isLessThan(100);
        accepted("viewer", "one", "192.0.2.8");
    }

    @Test
    public void aHundredWrongPasswordsAtOnceAreNotLookedAtAtOnce() throws Exception {
        List<CompletableFuture<Login>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            answers.add(users.login(
                            new Credentials.Password("viewer", "wrong" + i),
                            InetAddress.getByName("2001:db8::" + (i + 1)))
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .orTimeout(Pace.of(Duration.ofSeconds(6)).toMillis(), TimeUnit.MILLISECONDS)
                .join();

        assertThat(answers).allMatch(answer -> !(answer.join() instanceof Accepted));
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        // Only the answers to what was looked at and was free say that there is nothing to wait for.
        assertThat(answers)
                .filteredOn(answer -> answer.join().equals(new Refused(Duration.ZERO)))
                .hasSizeLessThanOrEqualTo(4);
    }
}
