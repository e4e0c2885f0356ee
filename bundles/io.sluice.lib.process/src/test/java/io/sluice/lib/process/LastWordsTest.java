/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept and logged of a program's standard error. */
class LastWordsTest {
    private final List<String> logged = new ArrayList<>();
    private final LastWords words = new LastWords(logged::add);

    @Test
    void keepsTheLastTwentyLines() {
        for (int i = 1; i <= 30; i++) {
            say("line " + i + "\n", i * 1_000_000_000L);
        }

        assertThat(words.lines()).hasSize(20).startsWith("line 11").endsWith("line 30");
    }

    @Test
    void cutsALineWithoutEnd() {
        for (int i = 0; i < 1000; i++) {
            say("x".repeat(1000), 0);
        }
        words.finish(0);

        assertThat(words.lines()).singleElement().asString().hasSize(LastWords.MAX_LINE_BYTES);
    }

    @Test
    void logsAFewLinesASecondAndCountsTheRest() {
        for (int i = 1; i <= 100; i++) {
            say("line " + i + "\n", 5_000_000_000L);
        }
        words.finish(5_000_000_000L);

        assertThat(logged).hasSize(6).endsWith("line 5", "(95 more lines)");
    }

    @Test
    void takesAwayControlSequences() {
        say("\u001b[31mred\u0007\n", 0);

        assertThat(words.lines()).containsExactly("[31mred");
    }

    @Test
    void aCarriageReturnEndsALineToo() {
        say("frame=1\rframe=2\r", 0);

        assertThat(words.lines()).containsExactly("frame=1", "frame=2");
    }

    private void say(String text, long nowNs) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        words.add(bytes, bytes.length, nowNs);
    }
}
