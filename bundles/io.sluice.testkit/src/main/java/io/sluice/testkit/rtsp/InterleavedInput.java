/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of a connection apart into messages and interleaved packets (RFC 2326 section 10.12). Used by one
 * thread.
 */
final class InterleavedInput {
    /** How much of a packet is looked at. */
    private static final int PEEK_BYTES = 512;

    private static final int MAX_TEXT_BYTES = 1 << 18;
    private static final int EMPTY_LINE = 0x0D0A0D0A;
    private static final Pattern INTERLEAVED = Pattern.compile("interleaved=(\\d+)");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d{1,7})\\s*$");

    private final byte[] packet = new byte[4 + PEEK_BYTES];
    private int packetBytes;
    private int skip;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private @Nullable String headText;
    private int bodyLeft;
    private int tail;
    /** Medium by first channel. */
    private final Map<Integer, Integer> media = new HashMap<>();

    interface PacketSink {
        /** The packet starts at index 4 of data. */
        void packet(int medium, boolean rtcp, byte[] data, int have, int length);
    }

    /** The channels that the server chose for a medium. */
    void channel(int medium, String transport) {
        Matcher chosen = INTERLEAVED.matcher(transport);
        media.put(chosen.find() ? Integer.parseInt(chosen.group(1)) : 2 * medium, medium);
    }

    void feed(ByteBuffer in, Consumer<RtspText.Message> messages, PacketSink packets) throws IOException {
        while (in.hasRemaining()) {
            if (skip > 0) {
                int now = Math.min(skip, in.remaining());
                in.position(in.position() + now);
                skip -= now;
            } else if (packetBytes > 0 || head.size() == 0 && headText == null && in.get(in.position()) == '$') {
                packet(in, packets);
            } else {
                text(in, messages);
            }
        }
    }

    private void packet(ByteBuffer in, PacketSink packets) throws IOException {
        if (!fill(in, 4)) {
            return;
        }
        int length = (packet[2] & 0xFF) << 8 | packet[3] & 0xFF;
        int have = Math.min(length, PEEK_BYTES);
        if (!fill(in, 4 + have)) {
            return;
        }
        packetBytes = 0;
        skip = length - have;
        int channel = packet[1] & 0xFF;
        Integer medium = media.get(channel & ~1);
        if (medium == null) {
            throw new IOException("a packet on channel " + channel + ", which was not set up");
        }
        packets.packet(medium, (channel & 1) == 1, packet, have, length);
    }

    private boolean fill(ByteBuffer in, int needed) {
        int now = Math.min(Math.max(0, needed - packetBytes), in.remaining());
        in.get(packet, packetBytes, now);
        packetBytes += now;
        return packetBytes >= needed;
    }

    private void text(ByteBuffer in, Consumer<RtspText.Message> messages) throws IOException {
        while (in.hasRemaining()) {
            byte next = in.get();
            head.write(next);
            tail = tail << 8 | next & 0xFF;
            if (head.size() > MAX_TEXT_BYTES) {
                throw new IOException("a message of more than " + MAX_TEXT_BYTES + " bytes");
            }
            if (headText == null) {
                if (tail != EMPTY_LINE) {
                    continue;
                }
                String complete = head.toString(StandardCharsets.ISO_8859_1);
                Matcher length = LENGTH.matcher(complete);
                headText = complete;
                bodyLeft = length.find() ? Integer.parseInt(length.group(1)) : 0;
                head.reset();
            } else {
                bodyLeft--;
            }
            if (bodyLeft == 0) {
                var message = new RtspText.Message(headText.strip(), head.toString(StandardCharsets.ISO_8859_1));
                headText = null;
                head.reset();
                if (!message.head().isEmpty()) {
                    messages.accept(message);
                }
                return;
            }
        }
    }
}
