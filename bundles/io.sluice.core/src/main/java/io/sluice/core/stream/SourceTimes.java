/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Source;
import io.sluice.core.lane.Tuning;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a source may take: what the tuning says, unless the source says otherwise with {@code #timeout=N}. As in
 * go2rtc these are the seconds for the connection, and then for silence.
 */
final class SourceTimes {
    private SourceTimes() {}

    /** For one attempt as a whole: the connection and the answers may each take their time. */
    static Duration open(@Nullable Source source, Tuning tuning) {
        Duration said = said(source);
        Duration twice = said == null ? Duration.ZERO : said.multipliedBy(2);
        return twice.compareTo(tuning.open()) > 0 ? twice : tuning.open();
    }

    /** After so much silence the source is stalled. */
    static Duration stall(@Nullable Source source, Tuning tuning) {
        Duration said = said(source);
        return said == null ? tuning.stall() : said;
    }

    private static @Nullable Duration said(@Nullable Source source) {
        String text = source == null ? null : source.option("timeout");
        if (text == null || !text.matches("[1-9][0-9]{0,2}")) {
            return null; // what is wrong with it the driver says
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }
}
