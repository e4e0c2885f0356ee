/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Bytes;
import io.sluice.lib.rtsp.DigestAlgorithm.Parts;
import io.sluice.lib.rtsp.ServerAuthentication.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private static final String REALM = "the \"best\" \\ realm";
    private static final Credentials RIGHT = new Credentials("Mufasa", "Circle:Of Life\u00e9");

    private final AtomicLong nowMs = new AtomicLong(1_000_000);

    private static final class OneUser implements ServerAuthentication.Users {
        @Override
        public @Nullable String userHash(String user, String realm, DigestAlgorithm algorithm) {
            return user.equals(RIGHT.user()) ? algorithm.userHash(user, realm, RIGHT.password()) : null;
        }

        @Override
        public boolean isPassword(String user, String password) {
            return new Credentials(user, password).equals(RIGHT);
        }
    }

    @Test
    void computesTheExamplesOfTheStandards() {
        // RFC 2617, 3.5
        var rfc2617 = new Parts(
                "GET", "/dir/index.html", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "00000001", "0a4f113b", "auth");
        String hash = DigestAlgorithm.MD5.userHash("Mufasa", "testrealm@host.com", "Circle Of Life");
        assertThat(DigestAlgorithm.MD5.response(hash, rfc2617)).isEqualTo("6629fae49393a05397450978507c4ef1");
        // RFC 7616, 3.9.1
        var rfc7616 = new Parts(
                "GET",
                "/dir/index.html",
                "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                "00000001",
                "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
                "auth");
        String sha = DigestAlgorithm.SHA_256.userHash("Mufasa", "http-auth@example.org", "Circle of Life");
        assertThat(DigestAlgorithm.SHA_256.response(sha, rfc7616))
                .isEqualTo("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void clientAndServerAgreeInEveryAlgorithm(DigestAlgorithm algorithm) {
        var server = server(List.of(algorithm), false);
        assertThat(converse(server, RIGHT)).isEqualTo(new Verdict.Accepted("Mufasa"));
        assertThat(converse(server, new Credentials("Mufasa", "wrong"))).isEqualTo(new Verdict.Rejected());
        assertThat(converse(server, new Credentials("Scar", RIGHT.password()))).isEqualTo(new Verdict.Rejected());
    }

    @Test
    void basicWorksWhereItIsAllowed() {
        assertThat(converse(server(List.of(), true), RIGHT)).isEqualTo(new Verdict.Accepted("Mufasa"));
        assertThat(converse(server(List.of(), true), new Credentials("Mufasa", "x")))
                .isEqualTo(new Verdict.Rejected());
        var client = new ClientAuthentication(RIGHT, false);
        assertThat(client.challenged(unauthorized("Basic realm=\"x\""))).isFalse();
        assertThat(client.authorization("OPTIONS", "rtsp://h")).isNull();
    }

    @Test
    void theStrongestChallengeIsAnswered() {
        var client = new ClientAuthentication(RIGHT, true);
        assertThat(client.challenged(unauthorized(
                        "Basic realm=\"a\", Digest realm=\"b\", nonce=\"1\", "
                                + "Digest realm=\"c\", nonce=\"2\", algorithm=SHA-256, qop=\"auth\"",
                        "Digest realm=\"d\", nonce=\"3\", algorithm=FUTURE",
                        "Digest realm=\"e\", nonce=\"4\", algorithm=SHA-256, qop=\"auth-int\"")))
                .isTrue();
        assertThat(client.authorization("OPTIONS", "rtsp://h"))
                .contains("realm=\"c\"", "algorithm=SHA-256", "qop=auth", "nc=00000001");
        assertThat(client.authorization("OPTIONS", "rtsp://h")).contains("nc=00000002");
    }

    @Test
    void answersChallengesAsCamerasWriteThem() {
        var client = new ClientAuthentication(RIGHT, false);
        assertThat(client.challenged(unauthorized("Digest realm=\"Surveillance Server\", nonce=\"98481030\"")))
                .isTrue();
        assertThat(client.authorization("DESCRIBE", "rtsp://h/s"))
                .startsWith("Digest username=\"Mufasa\", realm=\"Surveillance Server\", "
                        + "nonce=\"98481030\", uri=\"rtsp://h/s\", response=\"")
                .doesNotContain("algorithm", "qop", "opaque", RIGHT.password());
    }

    @Test
    void aSecondRefusalMeansThatThePasswordIsWrong() {
        var client = new ClientAuthentication(RIGHT, false);
        assertThat(client.challenged(unauthorized("Digest realm=\"a\", nonce=\"1\"")))
                .isTrue();
        client.authorization("DESCRIBE", "rtsp://h/s");
        assertThat(client.challenged(unauthorized("Digest realm=\"a\", nonce=\"2\"")))
                .isFalse();
        client.authorization("DESCRIBE", "rtsp://h/s");
        assertThat(client.challenged(unauthorized("Digest realm=\"a\", nonce=\"3\", stale=TRUE")))
                .isTrue();
    }

    @Test
    void anOldNonceIsStale() {
        var server = server(List.of(DigestAlgorithm.SHA_256), false);
        var client = new ClientAuthentication(RIGHT, false);
        client.challenged(unauthorized(server.challenges(false)));
        RtspRequest request = request(client);
        nowMs.addAndGet(60_001);
        assertThat(server.verify(request, new OneUser())).isEqualTo(new Verdict.Stale());
        assertThat(client.challenged(unauthorized(server.challenges(true)))).isTrue();
        assertThat(server.verify(request(client), new OneUser())).isEqualTo(new Verdict.Accepted("Mufasa"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Digest",
                "Digest username=\"Mufasa\"",
                "Basic Og==",
                "Basic ====",
                "Bearer x",
                "Digest username=\"Mufasa\", realm=\"r\", nonce=\"\", uri=\"rtsp://h/s\", response=\"\"",
                "",
            })
    void rejectsIncompleteCredentials(String field) {
        var request = new RtspRequest("DESCRIBE", "rtsp://h/s", RtspHeaders.of("Authorization", field), Bytes.EMPTY);
        assertThat(server(List.of(DigestAlgorithm.MD5), true).verify(request, new OneUser()))
                .isEqualTo(new Verdict.Rejected());
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://h/s,          rtsp://h/s,          true",
        "rtsp://h/s/,         rtsp://h/s,          true",
        "rtsp://h/s,          rtsp://h/s/track=1,  true",
        "/s,                  rtsp://h:554/s,      true",
        "rtsp://h/other,      rtsp://h/s,          false",
    })
    void signedUrlsMustMeanTheRequest(String signed, String requested, boolean accepted) {
        var server = server(List.of(DigestAlgorithm.MD5), false);
        var client = new ClientAuthentication(RIGHT, false);
        client.challenged(unauthorized(server.challenges(false)));
        String authorization = String.valueOf(client.authorization("DESCRIBE", signed));
        var request =
                new RtspRequest("DESCRIBE", requested, RtspHeaders.of("Authorization", authorization), Bytes.EMPTY);
        assertThat(server.verify(request, new OneUser()) instanceof Verdict.Accepted)
                .isEqualTo(accepted);
    }

    @Test
    void requestsWithoutCredentialsAreMissingThem() {
        var request = new RtspRequest("DESCRIBE", "rtsp://h/s", RtspHeaders.EMPTY, Bytes.EMPTY);
        assertThat(server(List.of(), false).verify(request, new OneUser())).isEqualTo(new Verdict.Missing());
    }

    @Test
    void credentialsAreNeverShown() {
        assertThat(RIGHT).hasToString("Mufasa:***");
    }

    private ServerAuthentication server(List<DigestAlgorithm> algorithms, boolean basic) {
        return new ServerAuthentication(REALM, algorithms, basic, 60_000, nowMs::get);
    }

    private static Verdict converse(ServerAuthentication server, Credentials credentials) {
        var client = new ClientAuthentication(credentials, true);
        assertThat(client.challenged(unauthorized(server.challenges(false)))).isTrue();
        return server.verify(request(client), new OneUser());
    }

    private static RtspRequest request(ClientAuthentication client) {
        String authorization = String.valueOf(client.authorization("DESCRIBE", "rtsp://h/s"));
        return new RtspRequest("DESCRIBE", "rtsp://h/s", RtspHeaders.of("Authorization", authorization), Bytes.EMPTY);
    }

    private static RtspResponse unauthorized(String... challenges) {
        return unauthorized(List.of(challenges));
    }

    private static RtspResponse unauthorized(List<String> challenges) {
        var fields = new ArrayList<String>();
        challenges.forEach(challenge -> fields.addAll(List.of("WWW-Authenticate", challenge)));
        return RtspResponse.of(401, RtspHeaders.of(fields.toArray(String[]::new)));
    }
}
