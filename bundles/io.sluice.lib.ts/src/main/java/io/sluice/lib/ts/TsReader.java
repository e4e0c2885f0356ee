/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.codec.SteppedReader;
import java.nio.ByteBuffer;

/**
 * Reads a transport stream of packets of 188 bytes: the first program with its H.264, H.265, AAC (ADTS), MP3 and Opus.
 * Lost packets cost the units they were part of, bytes that are no packets are left out.
 */
public final class TsReader extends SteppedReader {
    public static final int PACKET_BYTES = 188;
    public static final int SYNC = 0x47;

    private static final int NULL_PID = 0x1FFF;

    private final TsProgram program;
    private boolean synced;

    public TsReader(MediaTracks tracks) {
        super("MPEG-TS");
        program = new TsProgram(tracks);
    }

    @Override
    protected boolean step() throws CodecException {
        if (window.at(0) != SYNC) {
            synced = false;
            int next = window.indexOf(SYNC, 1);
            garbage(next < 0 ? window.size() : next);
            return true;
        }
        if (window.size() < (synced ? PACKET_BYTES : PACKET_BYTES + 1)) {
            return false;
        }
        if (!synced && window.at(PACKET_BYTES) != SYNC) {
            garbage(1);
            return true;
        }
        synced = true;
        ByteBuffer packet = ByteBuffer.wrap(window.take(PACKET_BYTES));
        packet(packet);
        return true;
    }

    @Override
    public void end() throws CodecException {
        if (window.size() == PACKET_BYTES && window.at(0) == SYNC) {
            packet(ByteBuffer.wrap(window.take(PACKET_BYTES)));
        }
        program.end();
    }

    /** ISO/IEC 13818-1, 2.4.3.2. */
    private void packet(ByteBuffer packet) throws CodecException {
        int head = packet.getInt();
        int pid = head >> 8 & 0x1FFF;
        boolean broken = (head & 0x800000) != 0; // transport_error_indicator
        boolean scrambled = (head & 0xC0) != 0;
        if (pid == NULL_PID || broken) {
            return;
        }
        found();
        boolean discontinuity = false;
        if ((head & 0x20) != 0) {
            int length = packet.get() & 0xFF;
            if (length > packet.remaining()) {
                return;
            }
            discontinuity = length > 0 && (packet.get(packet.position()) & 0x80) != 0;
            packet.position(packet.position() + length);
        }
        boolean payload = (head & 0x10) != 0;
        if (payload && !scrambled) {
            boolean start = (head & 0x400000) != 0;
            program.payload(pid, head & 0xF, start, discontinuity, packet.slice());
        }
    }
}
