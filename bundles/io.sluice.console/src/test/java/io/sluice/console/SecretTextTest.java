/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://user:S3cr3t!x@192.0.2.7/stream1",
                "rtsp://user:S3cr3t!x@p@192.0.2.7:554/a?b=c#d",
                "rtsp://user:%53S3cr3t!x@192.0.2.7/",
                "http://192.0.2.7/video?user=a&password=S3cr3t!x&x=y",
                "rtmp://host/app/key?token=S3cr3t!x"
            })
    void masksCredentialsInEveryKindOfText(String url) {
        for (String type : List.of("text/plain", "text/html;charset=utf-8", "application/json")) {
            assertThat(SecretText.mask("sources = [" + url + "]\n\"" + url + "\", '" + url + "'", type))
                    .doesNotContain("S3cr3t")
                    .contains("***");
        }
    }

    @Test
    void masksPasswordsWithQuotesAndBrackets() {
        assertThat(SecretText.mask("{\"a\":\"rtsp://u:S3\\\"cr<3t@h/x\",\"b\":1}", "application/json"))
                .isEqualTo("{\"a\":\"rtsp://u:***@h/x\",\"b\":1}");
        assertThat(SecretText.mask("[\"rtsp:\\/\\/u:S3\\\\cr3t@h\\/x?token=S3cr3t\"]", "application/json"))
                .isEqualTo("[\"rtsp://u:***@h/x?token=***\"]");
        assertThat(SecretText.mask("a = rtsp://u:S3\"cr<3t@h/x b", "text/plain"))
                .isEqualTo("a = rtsp://u:***@h/x b");
    }

    @Test
    void leavesPagesAndScriptsAsTheyAre() {
        String page = "<a href=\"http://felix.apache.org/\" title='x@y'>x</a><script>if (key == \"a@b\") { pass = 1; }"
                + " // see https://issues.apache.org/jira/browse/FELIX-3006 mail a@b.c?password=x\n</script>";

        assertThat(SecretText.mask(page, "text/html")).isEqualTo(page);
    }

    @Test
    void takesTimeInProportionToTheText() {
        String text = "a://b".repeat(200_000) + "c".repeat(500_000);

        assertThat(SecretText.mask(text, "text/css")).isEqualTo(text);
    }
}
