/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StillEncoder.Shape;
import io.sluice.api.stream.StreamException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** go2rtc's parameters. */
class FrameRequestTest {
    private static FrameRequest read(String query) throws StreamException {
        Map<String, String> parameters = new HashMap<>();
        for (String part : query.split("&")) {
            parameters.put(part.replaceFirst("=.*", ""), part.replaceFirst("[^=]*=?", ""));
        }
        return FrameRequest.of(parameters::get);
    }

    @ParameterizedTest
    @CsvSource({
        "src=hall, 0, 0, 0, 0",
        "src=hall&width=640&height=360, 640, 360, 0, 0",
        "src=hall&w=640&h=-1&rotate=90, 640, 0, 90, 0",
        "src=hall&rotate=-90&cache=5s, 0, 0, 270, 5000",
        "src=hall&cache=250ms&hw=vaapi&hardware&name=x&t=17, 0, 0, 0, 250",
        "src=hall&cache=1m&width=, 0, 0, 0, 60000",
    })
    void areUnderstood(String query, int width, int height, int rotate, long ageMs) throws Exception {
        assertThat(read(query).shape()).isEqualTo(new Shape(width, height, rotate));
        assertThat(read(query).maxAge()).isEqualTo(Duration.ofMillis(ageMs));
        assertThat(read(query).name()).hasToString("hall");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "src=",
                "src=a..%00",
                "src=..",
                "src=hall&width=0",
                "src=hall&width=1",
                "src=hall&w=1e3",
                "src=hall&w=640 -y",
                "src=hall&height=16385",
                "src=hall&height=99999",
                "src=hall&rotate=45",
                "src=hall&rotate=90,movie=x",
                "src=hall&cache=5",
                "src=hall&cache=2h",
                "src=hall&cache=-1s"
            })
    void orRefused(String query) {
        assertThatThrownBy(() -> read(query))
                .isInstanceOfSatisfying(
                        StreamException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Reason.INVALID));
    }

    @Test
    void aUrlIsNoName() {
        assertThatThrownBy(() -> read("src=rtsp://u:p@h/")).isInstanceOfSatisfying(StreamException.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
            assertThat(refusal.getMessage()).doesNotContain("u:p");
        });
    }
}
