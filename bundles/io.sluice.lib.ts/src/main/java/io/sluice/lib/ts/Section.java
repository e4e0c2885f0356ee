/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import io.sluice.lib.codec.ByteWindow;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts the sections of one PID together (ISO/IEC 13818-1, 2.4.4) and checks them; those of 1024 bytes at most. */
final class Section {
    private static final int HEADER_BYTES = 3;
    private static final int MAX_BYTES = 1024;
    private static final int CRC_BYTES = 4;
    /** Where current_next_indicator is: a table may be announced before it counts. */
    private static final int CURRENT_AT = 5;

    private final int tableId;
    private final ByteWindow window = new ByteWindow();
    private final Continuity continuity = new Continuity();
    private boolean begun;

    /** @param tableId the table that is looked for; others are left out */
    Section(int tableId) {
        this.tableId = tableId;
    }

    /**
     * The payload of a packet.
     *
     * @return a section without its checksum, or null
     */
    @Nullable
    ByteBuffer payload(int counter, boolean start, boolean discontinuity, ByteBuffer payload) {
        Continuity.Verdict verdict = continuity.next(counter, discontinuity);
        if (verdict == Continuity.Verdict.REPEATED) {
            return null;
        }
        begun &= verdict == Continuity.Verdict.NEXT;
        ByteBuffer complete = null;
        if (start && payload.hasRemaining()) {
            int pointer = payload.get() & 0xFF;
            if (pointer > payload.remaining()) {
                begun = false;
                return null;
            }
            complete = take(payload.slice(payload.position(), pointer));
            payload.position(payload.position() + pointer);
            window.skip(window.size());
            begun = true;
        }
        ByteBuffer next = take(payload);
        return next == null ? complete : next;
    }

    /** Of several sections in one packet the first of the wanted table counts: tables are repeated all the time. */
    private @Nullable ByteBuffer take(ByteBuffer bytes) {
        if (!begun) {
            return null;
        }
        window.add(bytes, MAX_BYTES);
        while (window.size() >= HEADER_BYTES && window.at(0) != 0xFF) {
            int length = HEADER_BYTES + (window.shortAt(1) & 0xFFF);
            if (length > MAX_BYTES) {
                break;
            }
            if (window.size() < length) {
                return null;
            }
            byte[] section = window.take(length);
            boolean wanted = section[0] == (byte) tableId && length > HEADER_BYTES + CRC_BYTES;
            if (wanted && (section[CURRENT_AT] & 1) != 0 && Crc32Mpeg.of(section) == 0) {
                begun = false;
                return ByteBuffer.wrap(section, 0, length - CRC_BYTES);
            }
        }
        begun = begun && window.size() < HEADER_BYTES;
        return null;
    }
}
