/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.Bytes;
import io.sluice.testkit.fuzz.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Z-06: credentials and challenges. Lines: what a client says, what a server says, user, password, realm, URL. Nobody
 * gets in by chance, and whoever has the password does whatever it is made of.
 */
class DigestFuzzTest {
    private static final String REALM = "sluice";
    private static final ServerAuthentication SERVER =
            new ServerAuthentication(REALM, List.of(DigestAlgorithm.values()), 60_000, () -> 1000);
    private static final String HASH = DigestAlgorithm.MD5.userHash("admin", REALM, "5up3rs3cret");

    static Stream<byte[]> seeds() {
        Stream<String> own = Stream.of(
                "Digest username=\"admin\", realm=\"sluice\", nonce=\"1\", uri=\"rtsp://h/a\", response=\"00\""
                        + ", qop=auth, nc=00000001, cnonce=\"x\", algorithm=SHA-256\n"
                        + "Digest realm=\"a\\\"b\", nonce=\"n\", qop=\"auth\"\nadmin\npass:word\nIP Camera\nrtsp://h/a",
                "Basic YWRtaW46cGFzcw==\nBasic realm=\"c\"\na\"b\\c\n\n\"\nrtsp://h:8554/a?b=\"c\"");
        return Stream.concat(
                TestFiles.seeds("seeds-headers.txt").stream(), own.map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void letsNobodyInByChance(byte[] data) {
        String[] lines = new String(data, StandardCharsets.UTF_8).split("\n", -1);
        String[] parts = new String[6];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = i < lines.length ? lines[i] : "";
        }
        Limits.hold(data.length, () -> claim(parts[0]));
        Limits.hold(data.length, () -> challenge(parts[1], parts[2], parts[3], parts[5]));
        Limits.hold(data.length, () -> agree(parts[2], parts[3], parts[4], parts[5]));
    }

    private static RtspRequest request(String url, String authorization) {
        return new RtspRequest("DESCRIBE", url, RtspHeaders.of("Authorization", authorization), Bytes.EMPTY);
    }

    private static void claim(String authorization) {
        Claim claim = SERVER.read(request("rtsp://h/a", authorization), true);
        assertThat(claim.toString()).isNotNull();
        if (claim instanceof Claim.Digest digest) {
            assertThat(digest.matches(HASH)).isFalse();
        }
    }

    private static void challenge(String challenge, String user, String password, String url) {
        var client = new ClientAuthentication(new Credentials(user, password), true);
        if (client.challenged(RtspResponse.of(401, RtspHeaders.of("WWW-Authenticate", challenge)))) {
            assertThat(client.authorization("SETUP", url)).isNotNull();
        }
    }

    private static void agree(String user, String password, String realm, String url) {
        if (user.isEmpty()) {
            return;
        }
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            var server = new ServerAuthentication(realm, List.of(algorithm), 60_000, () -> 1000);
            var client = new ClientAuthentication(new Credentials(user, password), false);
            String challenge = server.challenges(false, false).get(0);
            assertThat(client.challenged(RtspResponse.of(401, RtspHeaders.of("WWW-Authenticate", challenge))))
                    .isTrue();
            String answer = client.authorization("DESCRIBE", url);
            assertThat(answer).isNotNull();
            Claim claim = server.read(request(url, answer), false);
            assertThat(claim).isInstanceOfSatisfying(Claim.Digest.class, digest -> {
                assertThat(digest.user()).isEqualTo(user);
                assertThat(digest.matches(algorithm.userHash(user, realm, password)))
                        .isTrue();
                assertThat(digest.matches(algorithm.userHash(user, realm, password + "x")))
                        .isFalse();
                assertThat(server.use(digest, 1)).isTrue();
                assertThat(server.use(digest, 1)).isFalse();
                assertThat(server.use(digest, 2)).isFalse();
            });
        }
    }
}
