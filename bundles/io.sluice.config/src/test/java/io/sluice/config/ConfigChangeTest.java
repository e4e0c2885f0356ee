/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.config.ConfigFile.Document;
import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.config.ConfigRefusedException;
import io.sluice.api.config.ConfigRefusedException.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes by the API: what is in the file, what is applied, and what is refused. */
class ConfigChangeTest {
    private static final String BEFORE = """
            # mine
            rtsp: { listen: ":8554" }   # everywhere
            streams:
              demo: demo:
              hall: rtsp://u:S3cr3t@192.0.2.7/1
            auth:
              users:
                - name: a
                  password: "{pbkdf2}A"
                - name: b
                  password: "{pbkdf2}B"
            """;

    @TempDir
    Path home;

    private TestServer server;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        file = home.resolve("conf/sluice.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, BEFORE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        server = new TestServer(home);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Edit edit(Object value, String... path) {
        return new Edit(List.of(path), value);
    }

    private static ConfigRefusedException refusal(ThrowingCallable call) {
        return (ConfigRefusedException) org.assertj.core.api.Assertions.catchThrowable(call);
    }

    @Test
    void aChangeIsInTheFileAndAppliedWhenTheCallReturns() throws Exception {
        Document after = server.file().change(null, List.of(edit("rtsp://192.0.2.8/", "streams", "yard")));
        assertThat(Files.readString(file))
                .isEqualTo(BEFORE.replace("192.0.2.7/1\n", "192.0.2.7/1\n  yard: rtsp://192.0.2.8/\n"))
                .isEqualTo(after.text());
        assertThat(server.admin.all).containsKey("io.sluice.stream~yard");
        assertThat(server.admin.calls).containsOnlyOnce("update io.sluice.stream~yard");
        assertThat(after.problem()).isNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(home.resolve("conf"))
                .isDirectoryContaining(path -> path.equals(file))
                .isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void theSecretsAreMaskedAndComeBackWithTheText() throws Exception {
        Document before = server.file().document();
        assertThat(before.masked())
                .isEqualTo(BEFORE.replace("S3cr3t", "***")
                        .replace("{pbkdf2}A", "***")
                        .replace("{pbkdf2}B", "***"));
        String text = before.masked().replace("# mine", "# ours");
        Document after = server.file().replace(before.etag(), text);
        assertThat(after.text()).isEqualTo(BEFORE.replace("# mine", "# ours"));
    }

    @Test
    void aPasswordDoesNotWanderToTheNextUser() throws Exception {
        String masked = server.file().document().masked();
        ConfigRefusedException renamed =
                refusal(() -> server.file().replace(null, masked.replace("name: b", "name: c")));
        assertThat(renamed.cause()).isEqualTo(Cause.INVALID);
        assertThat(renamed).hasMessageContaining(":11: auth.users[c].password: *** stands for a secret");
        server.file().replace(null, masked.replace("    - name: a\n      password: \"***\"\n", ""));
        assertThat(Files.readString(file))
                .contains("- name: b\n      password: \"{pbkdf2}B\"")
                .doesNotContain("{pbkdf2}A");
    }

    @Test
    void aStreamKeepsItsPasswordWithAnotherPathOrName() throws Exception {
        String masked = server.file().document().masked();
        server.file().replace(null, masked.replace("hall: rtsp://u:***@192.0.2.7/1", "door: rtsp://u:***@192.0.2.7/1"));
        assertThat(Files.readString(file)).contains("door: rtsp://u:S3cr3t@192.0.2.7/1");
        server.file().replace(null, masked.replace("hall: rtsp://u:***@192.0.2.7/1", "door: rtsp://u:***@192.0.2.7/2"));
        assertThat(Files.readString(file)).contains("door: rtsp://u:S3cr3t@192.0.2.7/2");
    }

    @Test
    void anOldDocumentIsRefused() throws Exception {
        Document before = server.file().document();
        server.file().change(before.etag(), List.of(edit(":1", "rtsp", "listen")));
        assertThat(refusal(() -> server.file().change(before.etag(), List.of(edit(":2", "rtsp", "listen"))))
                        .cause())
                .isEqualTo(Cause.STALE);
        assertThat(Files.readString(file)).contains("\":1\"");
    }

    @Test
    void whatIsWrongChangesNothing() throws Exception {
        for (Edit wrong : List.of(
                edit("x", "rtsp", "listen"),
                edit("no scheme", "streams", "yard"),
                edit("demo:", "streams", "a\u202eb"),
                edit("1", "rtsp", "what"),
                edit("1", "rtsp", "listen", "below"),
                edit("1", "what", "x"))) {
            ConfigRefusedException refused =
                    refusal(() -> server.file().change(null, List.of(edit("demo:", "streams", "new"), wrong)));
            assertThat(refused.cause()).isEqualTo(Cause.INVALID);
            assertThat(refused.getMessage()).startsWith(file.toString());
        }
        assertThat(Files.readString(file)).isEqualTo(BEFORE);
        assertThat(server.admin.all).doesNotContainKey("io.sluice.stream~new");
    }

    @Test
    void aReviewSaysWhatWouldChange() {
        assertThat(server.file().review(BEFORE).changes()).isEmpty();
        var review = server.file()
                .review("log: { level: info }\nrtsp: { listen: \":1\" }\nstreams: { demo: \"demo:\", b: \"demo:\" }");
        assertThat(review.problems()).isEmpty();
        assertThat(review.notes()).singleElement().asString().contains(":1: log.level ignored");
        assertThat(review.changes())
                .containsExactlyInAnyOrder(
                        "change listen of rtsp", "change users of auth", "remove stream hall", "add stream b");
        assertThat(server.file().review("rtsp: { listen: x }").problems())
                .singleElement()
                .asString()
                .startsWith(file + ":1: rtsp.listen");
    }

    @Test
    void whatTheCommandLineSetsIsReadOnly() throws Exception {
        server.close();
        server.set("rtsp.listen=:9\nstreams.hall=demo:");
        server.start();
        Document before = server.file().document();
        assertThat(before.readOnly()).containsExactlyInAnyOrder("rtsp.listen", "streams.hall");
        assertThat(refusal(() -> server.file().change(null, List.of(edit(":1", "rtsp", "listen"))))
                        .cause())
                .isEqualTo(Cause.READ_ONLY);
        assertThat(refusal(() -> server.file().change(null, List.of(edit(null, "streams"))))
                        .cause())
                .isEqualTo(Cause.READ_ONLY);
        assertThat(refusal(() -> server.file().replace(null, BEFORE.replace(":8554", ":1")))
                        .cause())
                .isEqualTo(Cause.READ_ONLY);
        server.file().change(null, List.of(edit("a", "rtsp", "default_query")));
        assertThat(Files.readString(file)).contains("rtsp: { listen: \":8554\", default_query: a }   # everywhere");
    }

    @Test
    void aByteOrderMarkAndCarriageReturnsStay() throws Exception {
        server.close();
        Files.writeString(file, "\uFEFF" + BEFORE.replace("\n", "\r\n"));
        server.start();
        server.file().change(null, List.of(edit(":1", "rtsp", "listen")));
        assertThat(Files.readString(file))
                .isEqualTo("\uFEFF" + BEFORE.replace(":8554", ":1").replace("\n", "\r\n"));
    }

    @Test
    void aWrongFileSaysWhy() throws Exception {
        Files.writeString(file, "rtsp: { listen: x }\n");
        assertThat(server.file().document().problem()).startsWith(file + ":1: rtsp.listen");
        assertThat(refusal(() -> server.file().change(null, List.of(edit("demo:", "streams", "a"))))
                        .cause())
                .isEqualTo(Cause.INVALID);
        assertThat(server.file().replace(null, BEFORE).problem()).isNull();
    }

    @Test
    void aLinkIsWrittenThrough() throws Exception {
        Path real = home.resolve("real.yaml");
        Files.move(file, real);
        Files.createSymbolicLink(file, real);
        server.file().change(null, List.of(edit(":1", "rtsp", "listen")));
        assertThat(file).isSymbolicLink();
        assertThat(Files.readString(real)).contains("\":1\"");
    }

    @Test
    void nullAndMapsAndLists() throws Exception {
        server.file()
                .change(
                        null,
                        List.of(
                                edit(null, "streams", "hall"),
                                edit(Map.of("demo", "video"), "preload"),
                                edit(List.of("rtsp://192.0.2.8/", "demo:"), "streams", "front door/\u00fc")));
        assertThat(Files.readString(file))
                .contains("  demo: demo:\n  front door/\u00fc:\n    - rtsp://192.0.2.8/\n    - \"demo:\"\nauth:")
                .endsWith("preload:\n  demo: video\n");
        assertThatThrownBy(() -> server.file().change(null, List.of(edit(new Object(), "rtsp", "listen"))))
                .isInstanceOf(ConfigRefusedException.class);
    }
}
