/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.Bytes;
import io.sluice.lib.rtsp.DigestAlgorithm.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    private static final String REALM = "the \"best\" \\ realm";
    private static final Credentials RIGHT = new Credentials("Mufasa", "Circle:Of Life\u00e9");

    private final AtomicLong nowMs = new AtomicLong(1_000_000);

    private enum Verdict {
        ACCEPTED,
        STALE,
        REJECTED,
        MISSING
    }

    /** As a server with one user does it. */
    private static Verdict verdict(ServerAuthentication server, RtspRequest request, long connection) {
        Claim claim = server.read(request, true);
        if (claim instanceof Claim.None) {
            return Verdict.MISSING;
        }
        if (claim instanceof Claim.Basic basic) {
            return new Credentials(basic.user(), basic.password()).equals(RIGHT) ? Verdict.ACCEPTED : Verdict.REJECTED;
        }
        if (claim instanceof Claim.Digest digest
                && digest.user().equals(RIGHT.user())
                && digest.matches(digest.algorithm().userHash(RIGHT.user(), REALM, RIGHT.password()))) {
            return server.use(digest, connection) ? Verdict.ACCEPTED : Verdict.STALE;
        }
        return Verdict.REJECTED;
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
        var server = server(List.of(algorithm));
        assertThat(converse(server, RIGHT)).isEqualTo(Verdict.ACCEPTED);
        assertThat(converse(server, new Credentials("Mufasa", "wrong"))).isEqualTo(Verdict.REJECTED);
        assertThat(converse(server, new Credentials("Scar", RIGHT.password()))).isEqualTo(Verdict.REJECTED);
    }

    @Test
    void basicWorksWhereItIsAllowed() {
        assertThat(converse(server(List.of()), RIGHT)).isEqualTo(Verdict.ACCEPTED);
        assertThat(converse(server(List.of()), new Credentials("Mufasa", "x"))).isEqualTo(Verdict.REJECTED);
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
    void oneSessionKeyHoldsForAllRequests() {
        var client = new ClientAuthentication(RIGHT, false);
        client.challenged(unauthorized("Digest realm=\"a\", nonce=\"1\", algorithm=MD5-sess, qop=\"auth\""));
        String cnonce = ".*(cnonce=\"\\w+\").*";
        String first = client.authorization("OPTIONS", "rtsp://h");
        assertThat(first).contains("nc=00000001").matches(cnonce);
        assertThat(client.authorization("DESCRIBE", "rtsp://h"))
                .contains("nc=00000002", first.replaceAll(cnonce, "$1"));
    }

    @Test
    void aRealmThatChangesIsTriedOnceMore() {
        var client = new ClientAuthentication(RIGHT, false);
        assertThat(client.challenged(unauthorized("Digest realm=\"a\", nonce=\"1\"")))
                .isTrue();
        client.authorization("DESCRIBE", "rtsp://h/s");
        client.authorization("PLAY", "rtsp://h/s");
        assertThat(client.challenged(unauthorized("Digest realm=\"b\", nonce=\"1\"")))
                .isTrue();
        assertThat(client.authorization("PLAY", "rtsp://h/s")).contains("realm=\"b\"");
        assertThat(client.challenged(unauthorized("Digest realm=\"b\", nonce=\"1\"")))
                .isFalse();
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
        var server = server(List.of(DigestAlgorithm.SHA_256));
        var client = new ClientAuthentication(RIGHT, false);
        client.challenged(unauthorized(server.challenges(false, true)));
        RtspRequest request = request(client);
        nowMs.addAndGet(60_001);
        assertThat(verdict(server, request, 1)).isEqualTo(Verdict.STALE);
        assertThat(client.challenged(unauthorized(server.challenges(true, false))))
                .isTrue();
        assertThat(verdict(server, request(client), 1)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aRequestCannotBeReplayedNorUsedOnAnotherConnection() {
        var server = server(List.of(DigestAlgorithm.SHA_256));
        var client = new ClientAuthentication(RIGHT, false);
        client.challenged(unauthorized(server.challenges(false, false)));
        RtspRequest first = request(client);
        RtspRequest second = request(client);
        RtspRequest third = request(client);

        assertThat(verdict(server, second, 1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(verdict(server, second, 1)).isEqualTo(Verdict.STALE);
        assertThat(verdict(server, first, 1)).as("a smaller count").isEqualTo(Verdict.STALE);
        assertThat(verdict(server, third, 2)).as("another connection").isEqualTo(Verdict.STALE);
        assertThat(verdict(server, third, 1)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void clientsOfRfc2069AreKnownByTheirConnection() {
        var server = server(List.of(DigestAlgorithm.MD5));
        var client = new ClientAuthentication(RIGHT, false);
        client.challenged(unauthorized(server.challenges(false, false)
                .get(0)
                .replace(", qop=\"auth\"", "")
                .replace(", algorithm=MD5", "")));
        RtspRequest request = request(client);
        assertThat(request.header("Authorization")).doesNotContain("nc=", "qop", "algorithm");

        assertThat(verdict(server, request, 1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(verdict(server, request(client), 1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(verdict(server, request, 2)).isEqualTo(Verdict.STALE);
    }

    @Test
    void whatIsRememberedOfNoncesIsBounded() {
        var nonces = new Nonces(60_000, nowMs::get);
        String first = nonces.fresh();
        assertThat(nonces.use(first, 1, 1)).isTrue();
        for (int i = 0; i < Nonces.MOST_USED; i++) {
            nowMs.incrementAndGet();
            assertThat(nonces.use(nonces.fresh(), 1, 1)).isTrue();
        }
        assertThat(nonces.use(first, 1, 2))
                .as("forgotten, so it might be a replay")
                .isFalse();
        assertThat(nonces.use(nonces.fresh(), 2, 1)).isTrue();
    }

    @Test
    void noncesOfOthersAreNotOurs() {
        var nonces = new Nonces(60_000, nowMs::get);
        String nonce = nonces.fresh();
        assertThat(nonces.isOurs(nonce)).isTrue();
        assertThat(nonces.isOurs(new Nonces(60_000, nowMs::get).fresh())).isFalse();
        assertThat(nonces.isOurs("f" + nonce.substring(1))).isFalse();
        assertThat(nonces.isOurs("")).isFalse();
        assertThat(nonces.fresh()).isNotEqualTo(nonce);
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
        assertThat(verdict(server(List.of(DigestAlgorithm.MD5)), request, 1)).isEqualTo(Verdict.REJECTED);
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
        var server = server(List.of(DigestAlgorithm.MD5));
        var client = new ClientAuthentication(RIGHT, false);
        client.challenged(unauthorized(server.challenges(false, true)));
        String authorization = String.valueOf(client.authorization("DESCRIBE", signed));
        var request =
                new RtspRequest("DESCRIBE", requested, RtspHeaders.of("Authorization", authorization), Bytes.EMPTY);
        assertThat(verdict(server, request, 1) == Verdict.ACCEPTED).isEqualTo(accepted);
    }

    @Test
    void requestsWithoutCredentialsAreMissingThem() {
        var request = new RtspRequest("DESCRIBE", "rtsp://h/s", RtspHeaders.EMPTY, Bytes.EMPTY);
        assertThat(verdict(server(List.of()), request, 1)).isEqualTo(Verdict.MISSING);
    }

    @Test
    void credentialsAreNeverShown() {
        assertThat(RIGHT).hasToString("Mufasa:***");
    }

    private ServerAuthentication server(List<DigestAlgorithm> algorithms) {
        return new ServerAuthentication(REALM, algorithms, 60_000, nowMs::get);
    }

    private static Verdict converse(ServerAuthentication server, Credentials credentials) {
        var client = new ClientAuthentication(credentials, true);
        assertThat(client.challenged(unauthorized(server.challenges(false, true))))
                .isTrue();
        return verdict(server, request(client), 1);
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
