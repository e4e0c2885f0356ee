/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables that say where a program is (ISO/IEC 13818-1, 2.4.4.3) and what it consists of (2.4.4.8). */
record ProgramMap(List<Entry> entries) {
    static final int PAT_TABLE = 0;
    static final int PMT_TABLE = 2;

    private static final int HEADER_BYTES = 8;
    /** As many tracks may a source have. */
    private static final int MAX_ENTRIES = 32;

    private static final int REGISTRATION = 5;
    private static final int EXTENSION = 0x7F;
    private static final int OPUS_EXTENSION = 0x80;

    /**
     * One elementary stream.
     *
     * @param registration format_identifier as text, empty without one
     * @param opusChannels of the extension descriptor for Opus
     */
    record Entry(int pid, int streamType, String registration, int opusChannels) {}

    /** The PID of the first program's map, or -1. */
    static int firstProgram(ByteBuffer section) {
        for (int at = HEADER_BYTES; at + 4 <= section.limit(); at += 4) {
            if (section.getShort(at) != 0) { // 0: the network information table
                return section.getShort(at + 2) & 0x1FFF;
            }
        }
        return -1;
    }

    /** The program's streams, or null when the table is broken. */
    static @Nullable ProgramMap read(ByteBuffer section) {
        var entries = new ArrayList<Entry>();
        try {
            ByteBuffer in = section.slice(HEADER_BYTES, section.limit() - HEADER_BYTES);
            in.getShort(); // PCR_PID
            in.position(2 + 2 + (in.getShort() & 0xFFF));
            while (in.hasRemaining() && entries.size() < MAX_ENTRIES) {
                int type = in.get() & 0xFF;
                int pid = in.getShort() & 0x1FFF;
                int length = in.getShort() & 0xFFF;
                entries.add(entry(pid, type, in.slice(in.position(), length)));
                in.position(in.position() + length);
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return null;
        }
        return new ProgramMap(List.copyOf(entries));
    }

    private static Entry entry(int pid, int type, ByteBuffer descriptors) {
        String registration = "";
        int channels = 0;
        while (descriptors.remaining() >= 2) {
            int tag = descriptors.get() & 0xFF;
            int length = descriptors.get() & 0xFF;
            ByteBuffer body = descriptors.slice(descriptors.position(), length);
            if (tag == REGISTRATION && length >= 4) {
                registration = text(body);
            } else if (tag == EXTENSION && length >= 2 && (body.get(0) & 0xFF) == OPUS_EXTENSION) {
                channels = body.get(1) & 0xFF;
            }
            descriptors.position(descriptors.position() + length);
        }
        return new Entry(pid, type, registration, channels);
    }

    private static String text(ByteBuffer body) {
        var text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            char c = (char) (body.get(i) & 0xFF);
            text.append(c >= ' ' && c < 0x7F ? c : '?');
        }
        return text.toString();
    }
}
