/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "HOST",
            "192.0.2.7",
            "PASS",
            "S3cr3t",
            "LOOP",
            "${LOOP}${PASS}",
            "BOTH",
            "outside",
            "BIG",
            "x".repeat(10_000));

    private static ConfigModel read(String yaml) throws ConfigException {
        return ConfigReader.read("t", yaml.getBytes(StandardCharsets.UTF_8), List.of(), ENVIRONMENT::get);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rtsp://u:${PASS}@${HOST}/a     | rtsp://u:S3cr3t@192.0.2.7/a",
                "rtsp://${NONE:198.51.100.1}/a  | rtsp://198.51.100.1/a",
                "rtsp://${HOST:198.51.100.1}/a  | rtsp://192.0.2.7/a",
                "rtsp://h/${BOTH}/${OWN}/$1     | rtsp://h/inside/mine/$1",
                "rtsp://h/${LOOP}               | rtsp://h/${LOOP}${PASS}",
                "rtsp://h/${NONE:}?a=${x y}     | rtsp://h/?a=${x y}",
            })
    void areReplaced(String source, String resolved) throws Exception {
        ConfigModel model = read("env: { BOTH: inside, OWN: mine }\nstreams: { a: \"" + source + "\" }");
        assertThat((String[]) model.streams().get("a").get("sources")).containsExactly(resolved);
        assertThat(model.notes().toString()).doesNotContain("S3cr3t");
    }

    @Test
    void withoutValueAreRefusedByName() {
        ConfigException wrong = catchThrowableOfType(
                ConfigException.class, () -> read("streams:\n  a: \"rtsp://${PASS}:${NONE}@h\"\n"));
        assertThat(wrong.problems()).containsExactly("t:2: ${NONE} is set neither in env nor in the environment");
    }

    @Test
    void areShownByNameOnly() throws Exception {
        ConfigException wrong = catchThrowableOfType(
                ConfigException.class,
                () -> read(
                        "rtsp: { listen: \"${PASS}\" }\nstreams: { a: \"${PASS}\" }\ntuning: { hold: \"${PASS}\" }"));
        assertThat(wrong.problems().toString())
                .contains("\"${PASS}\" is not allowed")
                .doesNotContain("S3cr3t");
        ConfigModel model = read("rtsp: { default_query: \"${PASS}\" }\nstreams: { a: [ \"rtsp://h/${PASS}\" ] }\n"
                + "api: { hosts: \"${PASS}\" }");
        assertThat(model.notes().toString()).contains("[rtsp://h/${PASS}]").doesNotContain("S3cr3t");
    }

    @Test
    void cannotBlowUp() {
        String many = "${BIG}".repeat(1000);
        ConfigException wrong =
                catchThrowableOfType(ConfigException.class, () -> read("streams: { a: \"" + many + "\" }"));
        assertThat(wrong).hasMessage("t:1: is longer than 16384 characters with its variables");
    }
}
