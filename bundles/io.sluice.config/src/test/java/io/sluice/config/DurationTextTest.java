/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "500ms,500",
        "5s,5000",
        "1.5s,1500",
        "2m,120000",
        "1h,3600000",
        "0,0",
        "0s,0",
        "0.001s,1",
        "999999999h,3599999996400000"
    })
    void readsNumberAndUnit(String text, long ms) {
        assertThat(DurationText.parse(text)).hasMillis(ms);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "s", "-1s", "5 s", "5S", "1e3s", "5d", "1s 5ms", "9999999999s", ".5s", "5.s", "\u0665s"
            })
    void readsNothingElse(String text) {
        assertThat(DurationText.parse(text)).isNull();
    }
}
