/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import io.sluice.api.driver.Source;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The last lines of a program's standard error: bounded, and rate-limited towards the log. One thread writes, any
 * reads.
 */
final class LastWords {
    static final int MAX_LINES = 20;
    static final int MAX_LINE_BYTES = 400;
    private static final int LOGGED_PER_SECOND = 5;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Consumer<String> log;
    private final Deque<String> lines = new ArrayDeque<>();
    private final ByteBuffer line = ByteBuffer.allocate(MAX_LINE_BYTES);
    private long secondNs;
    private int logged;
    private long suppressed;

    LastWords(Consumer<String> log) {
        this.log = log;
    }

    /**
     * Takes raw bytes; a carriage return (ffmpeg's progress) ends a line too, and what is too long of a line is cut.
     */
    synchronized void add(byte[] bytes, int length, long nowNs) {
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                end(nowNs);
            } else if (line.hasRemaining()) {
                line.put(b);
            }
        }
    }

    /** What is left without a line end is a line too. */
    synchronized void finish(long nowNs) {
        end(nowNs);
        tellSuppressed();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    private void end(long nowNs) {
        if (line.position() == 0) {
            return;
        }
        CharBuffer decoded = StandardCharsets.UTF_8.decode(line.flip());
        String text = Source.mask(printable(decoded)); // programs repeat addresses with their passwords
        line.clear();
        if (text.isBlank()) {
            return;
        }
        if (lines.size() == MAX_LINES) {
            lines.removeFirst();
        }
        lines.addLast(text);
        tell(text, nowNs);
    }

    private void tell(String text, long nowNs) {
        if (nowNs - secondNs >= SECOND_NS) {
            tellSuppressed();
            secondNs = nowNs;
            logged = 0;
        }
        if (logged++ < LOGGED_PER_SECOND) {
            log.accept(text);
        } else {
            suppressed++;
        }
    }

    private void tellSuppressed() {
        if (suppressed > 0) {
            log.accept("(" + suppressed + " more lines)");
            suppressed = 0;
        }
    }

    // A program must not write control sequences into an operator's terminal.
    private static String printable(CharBuffer text) {
        var out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append(Character.isISOControl(c) && c != '\t' ? ' ' : (char) c));
        return out.toString().strip();
    }
}
