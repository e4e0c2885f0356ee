/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.DigestAlgorithm;
import io.sluice.api.auth.Identity.Way;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Login.Accepted;
import io.sluice.api.auth.Login.Busy;
import io.sluice.api.auth.Login.Refused;
import io.sluice.api.auth.Role;
import io.sluice.lib.auth.DigestHash;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time passes and work is done only when a test says so. */
class LoginDeskTest {
    private static final InetAddress PEER = InetAddress.getLoopbackAddress();
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private long nowNs;
    private final PriorityQueue<Task> later = new PriorityQueue<>(Comparator.comparingLong(Task::atNs));
    private final Deque<Runnable> work = new ArrayDeque<>();
    private int workLimit = 1000;
    private Accounts accounts = Accounts.of(List.of(account("u", "right"), account("u", "second"), account("v", "vv")));
    private final LoginDesk desk = new LoginDesk(
            () -> nowNs,
            (delayNs, task) -> later.add(new Task(nowNs + delayNs, task)),
            task -> {
                if (work.size() >= workLimit) {
                    throw new RejectedExecutionException();
                }
                work.add(task);
            },
            () -> accounts,
            new KnownPasswords(new SecureRandom()));

    private record Task(long atNs, Runnable run) {}

    private static Account account(String name, String password) {
        return new Account(
                name,
                Role.VIEWER,
                Set.of(),
                new Account.Plain(password),
                DigestHash.of(name, password),
                password.hashCode());
    }

    private CompletableFuture<Login> start(String name, String password) {
        return desk.login(new Credentials.Password(name, password), PEER).toCompletableFuture();
    }

    /** Lets time pass until there is an answer. */
    private Login await(CompletableFuture<Login> answer) {
        long startNs = nowNs;
        while (!answer.isDone()) {
            if (work.isEmpty()) {
                step();
            } else {
                work.remove().run();
            }
        }
        assertThat(Duration.ofNanos(nowNs - startNs)).isLessThan(LIMIT);
        return answer.join();
    }

    private void step() {
        Task next = later.remove();
        nowNs = Math.max(nowNs, next.atNs());
        next.run().run();
    }

    private Login login(String name, String password) {
        return await(start(name, password));
    }

    @Test
    void eachOfAUsersPasswordsIsRight() {
        assertThat(login("u", "right")).isInstanceOfSatisfying(Accepted.class, right -> {
            assertThat(right.identity().name()).isEqualTo("u");
            assertThat(right.identity().way()).isEqualTo(Way.PASSWORD);
            assertThat(accounts.has(right.identity())).isTrue();
        });
        assertThat(login("u", "second")).isInstanceOf(Accepted.class);
        assertThat(login("u", "vv")).isEqualTo(new Refused(Duration.ZERO));
        assertThat(login("nobody", "right")).isEqualTo(new Refused(Duration.ZERO));
        assertThat(login("u", "x".repeat(2000))).isEqualTo(new Refused(Duration.ZERO));
    }

    @Test
    void aRememberedPasswordNeedsNoWorkUntilItIsChanged() {
        login("u", "right");
        assertThat(start("u", "right")).isCompletedWithValueMatching(login -> login instanceof Accepted);
        assertThat(work).isEmpty();

        accounts = Accounts.of(List.of(account("u", "other")));
        CompletableFuture<Login> after = start("u", "right");
        assertThat(after).isNotDone();
        assertThat(await(after)).isInstanceOf(Refused.class);
    }

    @Test
    void aHundredWrongPasswordsTakeMoreThanTwentySeconds() {
        for (int i = 0; i < 100; i++) {
            assertThat(login("u", "wrong" + i)).isInstanceOf(Refused.class);
        }
        assertThat(nowNs).isGreaterThan(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void theFifthWrongPasswordIsAnsweredASecondLater() {
        for (int i = 0; i < 4; i++) {
            assertThat(login("u", "wrong")).isEqualTo(new Refused(Duration.ZERO));
        }
        assertThat(nowNs).isZero();
        assertThat(login("u", "wrong")).isEqualTo(new Refused(Duration.ofSeconds(1)));
        assertThat(nowNs).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void attemptsAtOnceFindNoMoreThanAttemptsInTurn() {
        List<CompletableFuture<Login>> answers = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            answers.add(start("u", "wrong" + i));
        }
        answers.add(start("u", "right"));
        answers.forEach(this::await);

        // Four at once, then one after 0, 1, 2 … s: the last of a hundred has no chance within its time.
        assertThat(answers).allMatch(answer -> answer.join() instanceof Refused);
        assertThat(start("u", "right")).isNotDone();
    }

    @Test
    void aLockedPeerIsNotToldWhetherThePasswordWasRightAndGetsInLater() {
        for (int i = 0; i < 9; i++) {
            login("u", "wrong");
        }
        long lockedNs = nowNs;
        assertThat(login("u", "right"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.retryAfter()).isPositive());
        assertThat(nowNs - lockedNs).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        nowNs += TimeUnit.SECONDS.toNanos(60);
        assertThat(login("u", "right")).isInstanceOf(Accepted.class);
        assertThat(login("u", "wrong")).isEqualTo(new Refused(Duration.ZERO));
    }

    @Test
    void manyCallsAtOnceOfSomebodyWhoIsRightAllGetIn() {
        List<CompletableFuture<Login>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(start("u", "right"));
        }
        answers.forEach(this::await);

        assertThat(answers).allMatch(answer -> answer.join() instanceof Accepted);
    }

    @Test
    void tooMuchWorkIsRefusedWithoutCounting() {
        workLimit = 0;
        for (int i = 0; i < 20; i++) {
            assertThat(login("u", "right")).isEqualTo(new Busy(Duration.ofSeconds(1)));
        }
        workLimit = 1;
        assertThat(login("u", "right")).isInstanceOf(Accepted.class);
    }

    @Test
    void workThatComesTooLateIsNotDone() {
        CompletableFuture<Login> answer = start("u", "right");
        while (!answer.isDone()) {
            step();
        }
        assertThat(answer.join()).isEqualTo(new Busy(Duration.ofSeconds(1)));
        work.remove().run();
        assertThat(login("u", "right")).isInstanceOf(Accepted.class);
    }

    @Test
    void waitsForTheConfigurationButNotForLong() {
        Accounts known = accounts;
        accounts = null;
        assertThat(login("u", "right")).isEqualTo(new Busy(Duration.ofSeconds(1)));

        CompletableFuture<Login> answer = start("u", "right");
        step();
        accounts = known;
        assertThat(await(answer)).isInstanceOf(Accepted.class);
    }

    @Test
    void aDigestIsComparedWithEveryPasswordOfTheName() {
        assertThat(digest("u", DigestHash.of("u", "second").md5(), DigestAlgorithm.MD5))
                .isInstanceOf(Accepted.class);
        assertThat(digest("u", DigestHash.of("u", "right").sha256(), DigestAlgorithm.SHA_256))
                .isInstanceOf(Accepted.class);
        assertThat(digest("u", DigestHash.of("u", "right").sha256(), DigestAlgorithm.MD5))
                .isInstanceOf(Refused.class);
        assertThat(digest("v", DigestHash.of("u", "right").md5(), DigestAlgorithm.MD5))
                .isInstanceOf(Refused.class);
    }

    @Test
    void theProofOfAnUnknownUserIsComparedToo() {
        List<String> asked = new ArrayList<>();
        desk.login(
                new Credentials.Digest("nobody", DigestAlgorithm.MD5, ha1 -> {
                    asked.add(ha1);
                    return false;
                }),
                PEER);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aProofThatAnybodyPassesDoesNotOpenAnUnknownName() {
        CompletableFuture<Login> answer = desk.login(
                        new Credentials.Digest("nobody", DigestAlgorithm.MD5, ha1 -> true), PEER)
                .toCompletableFuture();
        assertThat(await(answer)).isInstanceOf(Refused.class);
    }

    @Test
    void aProofThatThrowsSaysNothingOfTheCredentials() {
        CompletableFuture<Login> answer = desk.login(
                        new Credentials.Digest("u", DigestAlgorithm.MD5, ha1 -> {
                            throw new IllegalStateException("defect of a protocol");
                        }),
                        PEER)
                .toCompletableFuture();
        assertThat(await(answer)).isInstanceOf(Busy.class);
    }

    @Test
    void wrongTokensCountToo() {
        for (int i = 0; i < 4; i++) {
            await(desk.login(new Credentials.Token("x"), PEER).toCompletableFuture());
        }
        assertThat(await(desk.login(new Credentials.Token("x"), PEER).toCompletableFuture()))
                .isEqualTo(new Refused(Duration.ofSeconds(1)));
    }

    private Login digest(String name, String ha1, DigestAlgorithm algorithm) {
        return await(desk.login(new Credentials.Digest(name, algorithm, ha1::equals), PEER)
                .toCompletableFuture());
    }
}
