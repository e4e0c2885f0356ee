/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Nothing secret is shown, and what is shown comes back as it was. */
class MaskingTest {
    private static final String FILE = """
            # rtsp://admin:Secret0@192.0.2.1/ and password: Secret1, "token": "Secret2"
            env: { CAMERA: Secret3, DOOR: &d 'Secret4' }
            api: { username: admin, password: "Secret5", base_path: /x } # pwd=Secret6
            rtsp:
              username: u
              password: Secret7 # the old one was password=Secret8
            auth:
              users:
                - name: a
                  password: "{pbkdf2}Secret9"
                  digest: >-
                    Secret10
                    Secret11
                - { name: b, password: {secret}, streams: [ hall ] }
            webrtc:
              ice_servers:
                - { urls: "turn:192.0.2.1", username: me, credential: Secret12 }
                - { urls: "turn:192.0.2.2", username: me, credential: Secret13 }
            streams:
              hall: rtsp://admin:Secr@et14@192.0.2.7/s1?token=Secret15#x=y  # cam
              yard:
                - "rtsp://admin:Secret16@192.0.2.8/main"
                - 'ffmpeg:rtsp://admin:Secret17@192.0.2.8/sub#audio=opus'
              named: rtsp://u:${CAMERA}@192.0.2.9/
              # old: rtsp://admin:Secret18@192.0.2.9/
            wyze: { me: Secret19 }
            homekit: { hall: { pin: Secret20, device_private: Secret21, name: Hall } }
            """.replace("{secret}", "\"{pbkdf2}Secret22\"");

    private static String back(String text) throws ConfigException {
        return Masking.unmasked("t", FILE, text);
    }

    @Test
    void nothingSecretIsShownAndAllOfItComesBack() throws Exception {
        YamlText.parse("t", FILE);
        String masked = Masking.masked("t", FILE);
        assertThat(masked).doesNotContainPattern("Secret\\d").doesNotContain("et14");
        assertThat(masked)
                .contains("# rtsp://admin:***@192.0.2.1/ and password: ***, \"token\": ***")
                .contains("env: { CAMERA: \"***\", DOOR: &d '***' }")
                .contains("api: { username: admin, password: \"***\", base_path: /x } # pwd=***")
                .contains("hall: rtsp://admin:***@192.0.2.7/s1?token=***#x=y  # cam\n")
                .contains("    - 'ffmpeg:rtsp://admin:***@192.0.2.8/sub#audio=opus'")
                .contains("  # old: rtsp://admin:***@192.0.2.9/\n")
                .contains("name: Hall");
        YamlText.parse("t", masked);
        assertThat(back(masked)).isEqualTo(FILE);
    }

    @Test
    void whatStandsAroundASecretMayChange() throws Exception {
        String masked = Masking.masked("t", FILE);
        assertThat(back(masked.replace("192.0.2.7/s1?", "192.0.2.70/s2?").replace("username: admin", "username: root")))
                .isEqualTo(
                        FILE.replace("192.0.2.7/s1?", "192.0.2.70/s2?").replace("username: admin", "username: root"));
        // Two sources change places, a row goes, the quotes are others.
        assertThat(back("streams: { yard: [ \"ffmpeg:rtsp://admin:***@192.0.2.8/sub#audio=opus\", "
                        + "rtsp://admin:***@192.0.2.8/main ] }\n"))
                .isEqualTo("streams: { yard: [ \"ffmpeg:rtsp://admin:Secret17@192.0.2.8/sub#audio=opus\", "
                        + "rtsp://admin:Secret16@192.0.2.8/main ] }\n");
        assertThat(back("auth: { users: [ { name: b, password: '***' } ] }"))
                .isEqualTo("auth: { users: [ { name: b, password: '{pbkdf2}Secret22' } ] }");
        assertThat(back("webrtc: { ice_servers: [ { urls: \"turn:192.0.2.2\", username: me, credential: \"***\" } ] }"))
                .contains("credential: Secret13 }");
    }

    @Test
    void aMaskThatStandsForNothingIsRefused() {
        for (String wrong : new String[] {
            "tls: { key: \"***\" }",
            "auth: { users: [ { name: c, password: \"***\" } ] }",
            "streams: { new: \"rtsp://x:***@192.0.2.99/\" }",
            "streams: { hall: \"rtsp://x:***@192.0.2.99/\" }"
        }) {
            assertThat(catchThrowableOfType(ConfigException.class, () -> back(wrong)))
                    .as(wrong)
                    .hasMessageContaining("t:1: ")
                    .hasMessageContaining("*** stands for a secret that the file does not have there");
        }
    }

    @Test
    void rowsThatLookTheSameKeepTheirOwn() throws Exception {
        String file =
                "webrtc: { ice_servers: [ { urls: a, credential: Secret1 }, { urls: a, credential: Secret2 } ] }\n";
        assertThat(Masking.unmasked("t", file, Masking.masked("t", file))).isEqualTo(file);
    }

    @Test
    void aByteOrderMarkStays() throws Exception {
        String masked = Masking.masked("t", "\uFEFF" + FILE);
        assertThat(masked).startsWith("\uFEFF#").contains("password: ***");
        assertThat(Masking.unmasked("t", "\uFEFF" + FILE, masked)).isEqualTo("\uFEFF" + FILE);
        assertThat(Masking.unmasked("t", "\uFEFF" + FILE, masked.substring(1))).isEqualTo(FILE);
    }

    @Test
    void aBrokenFileIsMaskedAndMended() throws Exception {
        String broken = FILE.replace("auth:\n", "auth: [\n");
        String masked = Masking.masked("t", broken);
        for (String open : new String[] {"Secret0", "Secret7", "Secret9", "et14", "Secret16", "Secret17", "Secret18"}) {
            assertThat(masked).doesNotContain(open);
        }
        String mended = Masking.unmasked("t", "a: [\nrtsp:\n  password: Secret1\n", "rtsp:\n  password: \"***\"\n");
        assertThat(mended).isEqualTo("rtsp:\n  password: Secret1\n");
    }

    @Test
    void theTableOfGo2rtcShowsNothing() throws Exception {
        String text = Files.readString(
                Path.of(MaskingTest.class.getResource("go2rtc.yaml").toURI()));
        String masked = Masking.masked("t", text);
        assertThat(masked).doesNotContain("S3cr3t");
        assertThat(Masking.unmasked("t", text, masked)).isEqualTo(text);
    }
}
