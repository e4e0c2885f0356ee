/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {
    @Test
    void splitsOptionsAsGo2rtcDoes() {
        Source source = Source.of("ffmpeg:rtsp://h/a?x=1#video=copy#video=h264#hardware#raw=-a b=c#");
        assertThat(source.location()).isEqualTo("ffmpeg:rtsp://h/a?x=1");
        assertThat(source.optionKeys()).containsExactly("video", "hardware", "raw");
        assertThat(source.options("video")).containsExactly("copy", "h264");
        assertThat(source.option("hardware")).isEmpty();
        assertThat(source.option("raw")).isEqualTo("-a b=c");
        assertThat(source.option("vide")).isNull();
        assertThat(Source.of("demo:#").optionKeys()).isEmpty();
        assertThat(Source.of("demo:").optionKeys()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://user:S3cr3t@192.0.2.7/a, rtsp://user:***@192.0.2.7/a",
        "rtsp://user:S3c@r3t@192.0.2.7/a, rtsp://user:***@192.0.2.7/a",
        "rtsp://S3cr3t@192.0.2.7/a, rtsp://***@192.0.2.7/a",
        "rtsp://me@mail.com:S3cr3t@192.0.2.7/a, rtsp://me@mail.com:***@192.0.2.7/a",
        "rtsp://user:S3c/r3t?@192.0.2.7/a, rtsp://user:***@192.0.2.7/a",
        "rtsp://192.0.2.7:554/a@b, rtsp://192.0.2.7:554/a@b",
        "rtsp://[2001:db8::1]:554/a@b, rtsp://[2001:db8::1]:554/a@b",
        "http://h/a?token=S3cr3t&x=1#header=b, http://h/a?token=***&x=1#header=b",
        "http://h/a#password=S3cr3t, http://h/a#password=***",
    })
    void neverShowsCredentials(String source, String shown) {
        assertThat(Source.of(source)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rtsp", "://h", "1a:x", "/dev/video0", "user:S3cr3t@host\u0007", " : "})
    void refusesWhatIsNoSourceWithoutShowingIt(String text) {
        assertThatThrownBy(() -> Source.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("S3cr3t");
    }
}
