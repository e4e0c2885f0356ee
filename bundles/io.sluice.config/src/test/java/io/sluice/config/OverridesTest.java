/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverridesTest {
    private static ConfigModel read(String yaml, String... overrides) throws ConfigException {
        return ConfigReader.read("t", yaml.getBytes(StandardCharsets.UTF_8), List.of(overrides));
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp.listen=:9, io.sluice.rtsp, listen, :9",
        "rtsp.listen=, io.sluice.rtsp, listen, 127.0.0.1:8554",
        "tuning.retry.first=70ms, io.sluice.tuning, retry.first, 70ms",
        "tuning.hold=1s, io.sluice.tuning, hold, 1s",
        "rtsp.password=a=b: #c, io.sluice.rtsp, password, a=b: #c",
    })
    void winOverTheFile(String override, String pid, String key, String value) throws Exception {
        String yaml = "rtsp: { listen: \":1\" }\ntuning: { hold: 7s, retry: { first: 60ms, cap: 61s } }";
        ConfigModel model = read(yaml, override);
        assertThat(model.sections().get(pid)).containsEntry(key, value);
        assertThat(model.sections().get("io.sluice.tuning")).containsEntry("retry.cap", "61s");
    }

    @Test
    void defineStreamsByAnyName() throws Exception {
        ConfigModel model = read(
                "streams: { a: \"demo:\" }", "streams.cam.1=rtsp://192.0.2.1/?a=b", "streams.two=[\"demo:\", demo:]");
        assertThat(model.streams()).containsOnlyKeys("a", "cam.1", "two");
        assertThat((String[]) model.streams().get("cam.1").get("sources")).containsExactly("rtsp://192.0.2.1/?a=b");
        assertThat((String[]) model.streams().get("two").get("sources")).containsExactly("demo:", "demo:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtsp", "rtsp.listen", "=x", ".a=b", "rtsp.=b"})
    void areRefusedWhenMalformed(String override) {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read("", override));
        assertThat(wrong).hasMessage("--set: expected SECTION.KEY=VALUE, for example rtsp.listen=:8554");
    }

    @Test
    void areNamedWhenTheirValueIsWrong() {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read("", "tuning.hold=soon"));
        assertThat(wrong).hasMessageStartingWith("--set tuning.hold: tuning.hold: \"soon\" is not allowed");
        wrong = catchThrowableOfType(ConfigException.class, () -> read("", "streams.a=[x"));
        assertThat(wrong).hasMessageStartingWith("--set streams.a:");
    }

    @Test
    void areSplitByLines() {
        assertThat(Overrides.split("a.b=1\n\n  c.d=2 \r\n")).containsExactly("a.b=1", "c.d=2");
    }
}
