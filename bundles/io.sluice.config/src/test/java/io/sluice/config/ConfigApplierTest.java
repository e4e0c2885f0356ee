/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;

class ConfigApplierTest {
    private static final String BEFORE = """
            rtsp: { listen: ":8554" }
            streams:
              hall: rtsp://192.0.2.7/1
              yard: [ "rtsp://192.0.2.8/1", "rtsp://192.0.2.8/2" ]
              front/door:
            """;

    private final FakeConfigurationAdmin admin = new FakeConfigurationAdmin();
    private final ConfigApplier applier = new ConfigApplier(admin);

    private List<String> apply(String yaml) throws Exception {
        admin.calls.clear();
        return applier.apply(ConfigReader.read("t", yaml.getBytes(StandardCharsets.UTF_8), List.of()));
    }

    @Test
    void writesSectionsAndStreamsWithOurMark() throws Exception {
        assertThat(apply(BEFORE))
                .contains("added rtsp", "added tuning", "added stream hall", "added stream front/door");
        assertThat(admin.all)
                .containsKeys(
                        "io.sluice.rtsp", "io.sluice.tuning", "io.sluice.stream~hall", "io.sluice.stream~front%2Fdoor");
        assertThat(admin.all.get("io.sluice.stream~yard").properties)
                .containsEntry("name", "yard")
                .containsEntry("sluice.origin", "file")
                .containsEntry("sources", new String[] {"rtsp://192.0.2.8/1", "rtsp://192.0.2.8/2"});
    }

    @Test
    void touchesNothingWhenNothingChanged() throws Exception {
        apply(BEFORE);
        assertThat(apply(BEFORE + "# a comment\n")).isEmpty();
        assertThat(admin.calls).isEmpty();
    }

    @Test
    void touchesOnlyWhatChanged() throws Exception {
        apply(BEFORE);
        String after = """
                rtsp: { listen: ":8555" }
                streams:
                  hall: rtsp://192.0.2.7/2
                  yard: [ "rtsp://192.0.2.8/1", "rtsp://192.0.2.8/2" ]
                  new: "demo:"
                """;
        assertThat(apply(after))
                .containsExactly(
                        "changed listen of rtsp",
                        "removed stream front/door",
                        "changed sources of stream hall",
                        "added stream new");
        assertThat(admin.calls)
                .containsExactly(
                        "update io.sluice.rtsp",
                        "delete io.sluice.stream~front%2Fdoor",
                        "update io.sluice.stream~hall",
                        "update io.sluice.stream~new");
    }

    @Test
    void aRemovedKeyGetsItsDefaultBack() throws Exception {
        apply("rtsp: { listen: \":1\", username: a }");
        assertThat(apply("")).containsExactly("changed listen, username of rtsp");
        assertThat(admin.all.get("io.sluice.rtsp").properties)
                .containsEntry("listen", "127.0.0.1:8554")
                .doesNotContainKey("username");
    }

    @Test
    void aSectionWithoutAnyValueHasNoConfiguration() throws Exception {
        apply("net: { loops: 3 }");
        assertThat(admin.all.get("io.sluice.net").properties).containsEntry("loops", 3);
        assertThat(apply("net: {}")).containsExactly("removed io.sluice.net");
        assertThat(admin.all).doesNotContainKeys("io.sluice.net", "io.sluice.auth");
    }

    @Test
    void leavesAloneWhatTheFileIsNotAbout() throws Exception {
        admin.getConfiguration("io.sluice.driver.sample", "?").update(FrameworkUtil.asDictionary(Map.of("a", "b")));
        apply(BEFORE);
        apply("");
        assertThat(admin.all.get("io.sluice.driver.sample").properties).containsEntry("a", "b");
    }

    @Test
    void whoIsFasterIsHeardFirst() throws Exception {
        apply(BEFORE);
        ConfigModel model = ConfigReader.read("t", "".getBytes(StandardCharsets.UTF_8), List.of());
        assertThat(applier.foreign()).isEmpty();
        // Between the look and the change somebody makes one stream, changes another and deletes a third.
        admin.getFactoryConfiguration("io.sluice.stream", "new", "?")
                .update(FrameworkUtil.asDictionary(Map.of("name", "new")));
        admin.all.get("io.sluice.stream~yard").update(FrameworkUtil.asDictionary(Map.of("preload", "video")));
        admin.all.get("io.sluice.stream~hall").delete();
        applier.apply(model);
        assertThat(admin.all)
                .containsKeys("io.sluice.stream~new", "io.sluice.stream~yard")
                .doesNotContainKeys("io.sluice.stream~front%2Fdoor", "io.sluice.stream~hall");
        assertThat(applier.foreign())
                .extracting(ForeignChanges.Change::what)
                .containsExactly("stream hall", "stream yard", "stream new");
        applier.apply(model);
        assertThat(admin.all.keySet()).noneMatch(pid -> pid.startsWith("io.sluice.stream"));
    }

    @Test
    void changesNeverShowValues() throws Exception {
        apply("rtsp: { password: old }\nstreams: { hall: \"rtsp://a:old@192.0.2.1/\" }");
        assertThat(apply("rtsp: { password: S3cr3t }\nstreams: { hall: \"rtsp://a:S3cr3t@192.0.2.1/\" }"))
                .containsExactly("changed password of rtsp", "changed sources of stream hall");
    }

    @Test
    void applyingAgainGoesOnAfterTheDiskWasFull() throws Exception {
        apply(BEFORE);
        admin.diskFull = true;
        assertThatThrownBy(() -> apply("streams: { new: \"demo:\" }")).isInstanceOf(IOException.class);
        admin.diskFull = false;
        apply("streams: { new: \"demo:\" }");
        assertThat(admin.all).containsKey("io.sluice.stream~new").doesNotContainKey("io.sluice.stream~hall");
    }

    @Test
    void longAndForeignNamesBecomeShortPids() {
        String longName = "\u00fc".repeat(60);
        assertThat(StreamPid.encode("cam_1-a")).isEqualTo("cam_1-a");
        assertThat(StreamPid.encode("a.b c/t\u00fcr")).isEqualTo("a%2Eb%20c%2Ft%C3%BCr");
        assertThat(StreamPid.encode(longName)).hasSizeLessThan(120).isNotEqualTo(StreamPid.encode(longName + "x"));
    }
}
