/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.stream.Cursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes units that say who they are into a log, and reads them back with every byte checked. */
final class LogFixture {
    static final int MIN_UNIT_BYTES = 13;

    final FeedLog log = new FeedLog();
    long nowNs;
    long number;

    /** Length, number, key flag, then bytes that follow from number and place. */
    static void write(ByteBuffer target, int length, long number, boolean key) {
        target.putInt(length).putLong(number).put((byte) (key ? 1 : 0));
        for (int i = MIN_UNIT_BYTES; i < length; i++) {
            target.put((byte) (number * 31 + i));
        }
    }

    void append(int length, boolean key) {
        write(log.reserve(length + 10), length, number++, key);
        log.commit(length, key, nowNs);
    }

    void group(int units, int length) {
        for (int i = 0; i < units; i++) {
            append(length, i == 0);
        }
    }

    void epoch(String preamble) {
        byte[] bytes = preamble.getBytes(StandardCharsets.US_ASCII);
        log.beginEpoch(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    /** Takes whole regions until there is nothing: unit numbers, preambles as text. */
    static List<Object> drain(Cursor cursor) {
        var found = new ArrayList<>();
        for (ByteBuffer region = cursor.region(); region != null; region = cursor.region()) {
            int length = region.remaining();
            parse(region.duplicate(), found);
            cursor.advance(length);
        }
        return found;
    }

    static void parse(ByteBuffer region, List<Object> found) {
        if (region.get(region.position()) == 'P') {
            byte[] text = new byte[region.remaining()];
            region.get(text);
            found.add(new String(text, StandardCharsets.US_ASCII));
            return;
        }
        while (region.hasRemaining()) {
            found.add(readUnit(region));
        }
    }

    static long readUnit(ByteBuffer region) {
        int length = region.getInt();
        long number = region.getLong();
        region.get();
        for (int i = MIN_UNIT_BYTES; i < length; i++) {
            if (region.get() != (byte) (number * 31 + i)) {
                throw new AssertionError("unit " + number + " differs at byte " + i + " of " + length);
            }
        }
        return number;
    }
}
