/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import static io.sluice.protocol.rtsp.RtspRig.TCP;
import static io.sluice.protocol.rtsp.RtspRig.URL;
import static io.sluice.protocol.rtsp.RtspRig.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.auth.Role;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtsp.ClientAuthentication;
import io.sluice.lib.rtsp.Credentials;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may watch and publish, and how they prove who they are. */
class AccessTest {
    private static final String SDP = """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=x
            t=0 0
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=control:streamid=0
            """;

    private final RtspRig rig = new RtspRig("192.0.2.7");
    private final ClientAuthentication tom = client("tom", "cat");

    @BeforeEach
    void users() {
        rig.users.with("tom", "cat", Role.VIEWER, "cam").with("pia", "pub", Role.PUBLISHER);
    }

    private static ClientAuthentication client(String name, String password) {
        return new ClientAuthentication(new Credentials(name, password), false);
    }

    private RtspResponse ask(ClientAuthentication client, String method, String url, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Authorization: " + client.authorization(method, url);
        return rig.ask(method, url, all);
    }

    /** Asks without credentials, hears the challenge, asks again. */
    private RtspResponse describe(ClientAuthentication client, String url) {
        return describe(client, url, rig);
    }

    private static RtspResponse describe(ClientAuthentication client, String url, RtspRig rig) {
        RtspResponse challenge = rig.ask("DESCRIBE", url);
        assertThat(challenge.status()).isEqualTo(401);
        assertThat(client.challenged(challenge)).isTrue();
        return rig.ask("DESCRIBE", url, "Authorization: " + client.authorization("DESCRIBE", url));
    }

    /** Hears only the challenge of one algorithm, as old players do. */
    private static void hear(ClientAuthentication client, RtspResponse challenge, String algorithm) {
        List<String> fields = challenge.headers().all("WWW-Authenticate");
        String one = fields.stream()
                .filter(field -> field.contains("algorithm=" + algorithm))
                .findFirst()
                .orElseThrow();
        assertThat(client.challenged(RtspResponse.of(401, RtspHeaders.of("WWW-Authenticate", one))))
                .isTrue();
    }

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void strangersAreChallengedForSha256FirstAndMd5LastWhateverTheyAskFor() {
        for (String name : List.of("cam", "nope", "%ZZ")) {
            RtspResponse answer = rig.ask("DESCRIBE", "rtsp://localhost/" + name);
            assertThat(answer.status()).isEqualTo(401);
            List<String> challenges = answer.headers().all("WWW-Authenticate");
            assertThat(challenges).hasSize(2);
            assertThat(challenges.get(0)).contains("realm=\"Sluice\"", "algorithm=SHA-256", "qop=\"auth\"");
            assertThat(challenges.get(1)).contains("realm=\"Sluice\"", "algorithm=MD5", "qop=\"auth\"");
            assertThat(body(answer)).hasSizeLessThan(200);
        }
        assertThat(rig.ask("SETUP", URL, TCP).status()).isEqualTo(401);
        assertThat(rig.askWithBody("ANNOUNCE", URL, SDP).status()).isEqualTo(401);
        assertThat(rig.ask("OPTIONS", "*").status()).isEqualTo(401);
        assertThat(rig.ask("OPTIONS", URL).status()).isEqualTo(200);
        assertThat(rig.registry.joins).isEmpty();
        assertThat(rig.registry.publications).isEmpty();
        assertThat(rig.connection.admitted).isFalse();
    }

    @Test
    void bothAlgorithmsAreTaken() {
        assertThat(describe(tom, URL).status()).isEqualTo(200);
        assertThat(rig.connection.admitted).isTrue();
        assertThat(rig.registry.joins.get(0).request.user()).isEqualTo("tom");
        var md5 = client("tom", "cat");
        var other = new RtspRig("192.0.2.8");
        other.users = rig.users;
        hear(md5, other.ask("DESCRIBE", URL), "MD5");
        assertThat(other.ask("DESCRIBE", URL, "Authorization: " + md5.authorization("DESCRIBE", URL))
                        .status())
                .isEqualTo(200);
        assertThat(rig.users.logins).containsExactly("SHA_256 digest of tom", "MD5 digest of tom");
    }

    @Test
    void curlProvesWithOptionsWhoItIs() {
        tom.challenged(rig.ask("OPTIONS", "*"));
        assertThat(ask(tom, "OPTIONS", "*").status()).isEqualTo(200);
        assertThat(rig.users.logins).containsExactly("SHA_256 digest of tom");
    }

    @Test
    void aWrongPasswordIsA401AndItsAnswerWaitsForTheUsersService() {
        rig.users.slow = true;
        var wrong = client("tom", "dog");
        assertThat(wrong.challenged(rig.ask("DESCRIBE", URL))).isTrue();
        assertThat(ask(wrong, "DESCRIBE", URL)).as("held back").isNull();
        rig.users.pending.forEach(Runnable::run);
        rig.connection.settle();

        List<RtspResponse> all = rig.responses();
        assertThat(all.get(all.size() - 1).status()).isEqualTo(401);
        assertThat(all.get(all.size() - 1).header("WWW-Authenticate")).doesNotContain("stale");
        assertThat(rig.registry.joins).isEmpty();
    }

    @Test
    void rightsAreForStreamsAndRoles() {
        assertThat(describe(tom, URL).status()).isEqualTo(200);
        RtspResponse other = ask(tom, "DESCRIBE", "rtsp://localhost:8554/yard");
        assertThat(other.status()).isEqualTo(403);
        assertThat(body(other)).contains("viewer", "yard");
        assertThat(ask(tom, "SETUP", "rtsp://localhost:8554/yard/trackID=0", TCP)
                        .status())
                .isEqualTo(403);
        var fresh = new RtspRig("192.0.2.8");
        fresh.users = rig.users;
        var again = client("tom", "cat");
        again.challenged(fresh.ask("DESCRIBE", URL));
        assertThat(fresh.askWithBody("ANNOUNCE", URL, SDP, "Authorization: " + again.authorization("ANNOUNCE", URL))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aPublisherMayBringAStreamThatNobodyDefined() {
        var pia = client("pia", "pub");
        pia.challenged(rig.ask("DESCRIBE", URL));
        assertThat(rig.askWithBody(
                                "ANNOUNCE",
                                "rtsp://localhost/new",
                                SDP,
                                "Authorization: " + pia.authorization("ANNOUNCE", "rtsp://localhost/new"))
                        .status())
                .isEqualTo(200);

        assertThat(rig.registry.publications.get(0).request.create()).isTrue();
        assertThat(rig.registry.publications.get(0).request.user()).isEqualTo("pia");
    }

    @Test
    void onThisMachineNobodyNeedsCredentialsUntilThereAreUsers() {
        var local = new RtspRig();
        assertThat(local.ask("DESCRIBE", URL).status()).isEqualTo(200);
        assertThat(local.registry.joins.get(0).request.user()).isEmpty();
        local.users.with("tom", "cat", Role.VIEWER);

        var second = new RtspRig();
        second.users = local.users;
        assertThat(second.ask("DESCRIBE", URL).status()).isEqualTo(401);
        assertThat(second.askWithBody("ANNOUNCE", "rtsp://localhost/in", SDP).status())
                .isEqualTo(401);
        local.connection.advance(10_000);
        assertThat(local.connection.closed).as("the first one, too").isEqualTo(Reason.FORBIDDEN);
    }

    @Test
    void onThisMachineNobodyBringsAnUndefinedStreamWithoutCredentials() {
        var local = new RtspRig();
        assertThat(local.askWithBody("ANNOUNCE", "rtsp://localhost/in", SDP).status())
                .isEqualTo(200);
        assertThat(local.registry.publications.get(0).request.create()).isFalse();

        var other = new RtspRig();
        other.registry.publishFailure = new StreamException(Reason.NOT_FOUND, "there is no stream new");
        RtspResponse answer = other.askWithBody("ANNOUNCE", "rtsp://localhost/new", SDP);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().all("WWW-Authenticate")).hasSize(2);
    }

    @Test
    void basicIsTakenOverTlsOrByConfigurationOnly() {
        assertThat(rig.ask("DESCRIBE", URL, basic("tom:cat")).status()).isEqualTo(401);
        assertThat(rig.users.logins).isEmpty();
        rig.connection.secure = true;
        assertThat(rig.ask("DESCRIBE", URL).headers().all("WWW-Authenticate"))
                .hasSize(3)
                .last()
                .isEqualTo("Basic realm=\"Sluice\"");
        assertThat(rig.ask("DESCRIBE", URL, basic("tom:dog")).status()).isEqualTo(401);
        assertThat(rig.ask("DESCRIBE", URL, basic("tom:cat")).status()).isEqualTo(200);
        assertThat(rig.ask("DESCRIBE", URL, basic("tom:cat")).status()).isEqualTo(200);
        assertThat(rig.users.logins).as("checked once").hasSize(2);

        var configured = new RtspRig("192.0.2.8");
        configured.users = rig.users;
        configured.basic = true;
        assertThat(configured.ask("DESCRIBE", URL, basic("tom:cat")).status()).isEqualTo(200);
    }

    @Test
    void anOldNonceIsStaleAndARequestCannotBeReplayed() {
        assertThat(describe(tom, URL).status()).isEqualTo(200);
        String used = "Authorization: " + tom.authorization("DESCRIBE", URL);
        assertThat(rig.ask("DESCRIBE", URL, used).status()).isEqualTo(200);
        RtspResponse replayed = rig.ask("DESCRIBE", URL, used);
        assertThat(replayed.status()).isEqualTo(401);
        assertThat(replayed.header("WWW-Authenticate")).contains("stale=true");
        assertThat(tom.challenged(replayed)).isTrue();
        assertThat(ask(tom, "DESCRIBE", URL).status()).isEqualTo(200);
        rig.connection.advance(61_000);
        RtspResponse late = ask(tom, "DESCRIBE", URL);
        assertThat(late.status()).isEqualTo(401);
        assertThat(late.header("WWW-Authenticate")).contains("stale=true");
    }

    @Test
    void whoIsKnownNeedsNoCredentialsOnTheSameConnection() {
        describe(tom, URL);
        RtspResponse setUp = rig.ask("SETUP", URL + "/trackID=0", TCP);
        assertThat(setUp.status()).isEqualTo(200);
        String session = "Session: " + setUp.header("Session");
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
        rig.connection.advance(100_000);
        assertThat(rig.connection.closed).isNull();
        assertThat(rig.ask("GET_PARAMETER", URL, session).status()).isEqualTo(200);
    }

    @Test
    void aSessionIsItsUsersAlone() {
        describe(tom, URL);
        RtspResponse setUp = rig.ask("SETUP", URL + "/trackID=0", TCP);
        String session = "Session: " + setUp.header("Session");
        assertThat(setUp.header("Session")).matches("[0-9a-f]{16,};timeout=60");
        var pia = client("pia", "pub");
        pia.challenged(challenge());

        assertThat(ask(pia, "PLAY", URL, session).status()).isEqualTo(454);
        assertThat(ask(tom, "PLAY", URL, "Session: 00000000000000000000").status())
                .isEqualTo(454);
        assertThat(rig.ask("PLAY", URL, session).status()).isEqualTo(200);
    }

    private RtspResponse challenge() {
        RtspResponse answer = rig.ask("DESCRIBE", URL, "Authorization: Digest nonsense");
        assertThat(answer.status()).isEqualTo(401);
        return answer;
    }

    @Test
    void aViewerWhoseUserIsRemovedEndsWithinTenSeconds() {
        describe(tom, URL);
        String session = "Session: " + rig.ask("SETUP", URL + "/trackID=0", TCP).header("Session");
        rig.ask("PLAY", URL, session);
        rig.connection.advance(20_000);
        assertThat(rig.connection.closed).isNull();
        rig.users.remove("tom");
        assertThat(rig.ask("PAUSE", URL, session).status()).isEqualTo(401);
        rig.connection.advance(10_000);

        assertThat(rig.connection.closed).isEqualTo(Reason.FORBIDDEN);
        assertThat(rig.connection.closeText).isEqualTo("the user was removed or changed");
    }

    /** A right password that nobody had time to look at is not called wrong, and nobody is sent away for it. */
    @Test
    void whoCouldNotBeLookedAtIsToldSoAndStays() {
        describe(tom, URL);
        String session = "Session: " + rig.ask("SETUP", URL + "/trackID=0", TCP).header("Session");
        rig.ask("PLAY", URL, session);
        rig.users = new FakeUsers().with("tom", "cat", Role.VIEWER, "cam");
        rig.users.busy = true;
        rig.connection.advance(20_000);
        assertThat(rig.connection.closed).isNull();

        var late = new RtspRig("192.0.2.8");
        late.users = rig.users;
        RtspResponse answer = describe(client("tom", "cat"), URL, late);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers().all("WWW-Authenticate")).isEmpty();

        rig.users.busy = false;
        rig.connection.advance(20_000);
        assertThat(rig.connection.closed).isNull();
        assertThat(describe(client("tom", "cat"), URL, late).status()).isEqualTo(200);
    }

    @Test
    void viewersSurviveAnUpdateOfTheUsersService() {
        describe(tom, URL);
        String session = "Session: " + rig.ask("SETUP", URL + "/trackID=0", TCP).header("Session");
        rig.ask("PLAY", URL, session);
        rig.users = null;
        rig.connection.advance(20_000);
        assertThat(rig.connection.closed).isNull();
        rig.users = new FakeUsers().with("x", "x", Role.VIEWER).with("tom", "cat", Role.VIEWER, "cam");
        rig.connection.advance(20_000);
        assertThat(rig.connection.closed).isNull();
        assertThat(rig.users.logins)
                .as("asked once, with the proof from before")
                .hasSize(1);
        rig.users = new FakeUsers().with("tom", "another", Role.VIEWER, "cam");
        rig.connection.advance(10_000);

        assertThat(rig.connection.closed).isEqualTo(Reason.FORBIDDEN);
    }
}
