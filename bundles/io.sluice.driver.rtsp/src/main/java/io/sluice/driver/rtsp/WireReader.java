/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspMessage;
import io.sluice.lib.rtsp.RtspReader;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes apart what a camera sends: interleaved frames (RFC 2326, 10.12) and messages. Unlike {@link RtspReader}, which
 * it uses for one message at a time, it finds back after bytes that belong to neither, because cameras send wrong
 * lengths and rubbish in between. What it keeps is bounded: one frame, or one message. Not safe on several threads.
 */
final class WireReader {
    /** Takes what was read, in order. */
    interface Handler {
        void message(RtspMessage message);

        /** @param data valid during the call only */
        void frame(int channel, ByteBuffer data);

        /** The first bytes that are neither were met; said again after each time that reading went on well. */
        void lost();
    }

    /** So many bytes in a row that are neither frames nor messages, and the peer does not speak RTSP. */
    static final int MAX_SKIPPED_BYTES = 64 * 1024;

    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int PREFIX_BYTES = 4;
    private static final int MIN_RTCP_BYTES = 4;
    /** Frames on such channels are skipped even though nobody asked for them; above, it is rubbish. */
    private static final int MAX_FOREIGN_CHANNEL = 32;

    private static final Pattern LENGTH = Pattern.compile(
            "^content-length[ \t]*:[ \t]*([0-9]{1,9})[ \t]*\r?$", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final List<String> STARTS = List.of(
            "RTSP/1.",
            "OPTIONS ",
            "ANNOUNCE ",
            "GET_PARAMETER ",
            "SET_PARAMETER ",
            "REDIRECT ",
            "TEARDOWN ",
            "DESCRIBE ",
            "PLAY_NOTIFY ");

    private enum Start {
        NO,
        YES,
        MORE_BYTES_NEEDED
    }

    private final BitSet channels = new BitSet(256);
    private byte[] kept = new byte[2048];
    private int size;
    private boolean lost;
    private int skipped;
    private final StringBuilder rubbish = new StringBuilder();

    /** Frames of this channel are expected from now on. */
    void expect(int channel) {
        channels.set(channel);
    }

    /** The beginning of what was skipped, harmless enough for a log; empty when nothing was. */
    String rubbish() {
        return rubbish.toString();
    }

    /**
     * Takes all that remains in the buffer.
     *
     * @throws RtspException when it is no RTSP at all
     */
    void read(ByteBuffer in, Handler handler) throws RtspException {
        if (size == 0) {
            parse(in, handler);
            keep(in);
            return;
        }
        keep(in);
        ByteBuffer data = ByteBuffer.wrap(kept, 0, size);
        parse(data, handler);
        if (data.position() > 0) {
            size = data.remaining();
            System.arraycopy(kept, data.position(), kept, 0, size);
        }
    }

    private void parse(ByteBuffer data, Handler handler) throws RtspException {
        while (data.hasRemaining() && next(data, handler)) {
            // Goes on until a frame or message is cut.
        }
    }

    private void keep(ByteBuffer in) {
        int more = in.remaining();
        if (more > kept.length - size) {
            kept = Arrays.copyOf(kept, Math.max(size + more, kept.length * 2));
        }
        in.get(kept, size, more);
        size += more;
    }

    /** Takes one thing; false when it is not whole yet. */
    private boolean next(ByteBuffer data, Handler handler) throws RtspException {
        int at = data.position();
        byte first = data.get(at);
        if (!lost && (first == '\r' || first == '\n')) {
            data.get();
            return true;
        }
        Start start = first == '$' ? frameStart(data) : messageStart(data);
        return switch (start) {
            case MORE_BYTES_NEEDED -> false;
            case NO -> {
                skip(data, handler);
                yield true;
            }
            case YES -> first == '$' ? frame(data, handler) : message(data, handler);
        };
    }

    private Start frameStart(ByteBuffer data) {
        int at = data.position();
        if (data.remaining() < PREFIX_BYTES) {
            return Start.MORE_BYTES_NEEDED;
        }
        int channel = data.get(at + 1) & 0xFF;
        if (!lost) {
            return channels.get(channel) || channel < MAX_FOREIGN_CHANNEL ? Start.YES : Start.NO;
        }
        // Any byte may be a dollar sign: only a known channel and RTP's version make one believable.
        int length = data.getShort(at + 2) & 0xFFFF;
        if (!channels.get(channel) || length < MIN_RTCP_BYTES) {
            return Start.NO;
        }
        if (data.remaining() <= PREFIX_BYTES) {
            return Start.MORE_BYTES_NEEDED;
        }
        return (data.get(at + PREFIX_BYTES) & 0xC0) == 0x80 ? Start.YES : Start.NO;
    }

    private static Start messageStart(ByteBuffer data) {
        for (String start : STARTS) {
            int same = 0;
            while (same < start.length()
                    && same < data.remaining()
                    && data.get(data.position() + same) == start.charAt(same)) {
                same++;
            }
            if (same == start.length()) {
                return Start.YES;
            }
            if (same == data.remaining()) {
                return Start.MORE_BYTES_NEEDED;
            }
        }
        return Start.NO;
    }

    private boolean frame(ByteBuffer data, Handler handler) {
        int at = data.position();
        int length = data.getShort(at + 2) & 0xFFFF;
        if (data.remaining() < PREFIX_BYTES + length) {
            return false;
        }
        data.position(at + PREFIX_BYTES + length);
        found();
        handler.frame(data.get(at + 1) & 0xFF, data.slice(at + PREFIX_BYTES, length));
        return true;
    }

    private boolean message(ByteBuffer data, Handler handler) throws RtspException {
        int head = headBytes(data);
        if (head == 0) {
            if (data.remaining() <= MAX_HEAD_BYTES) {
                return false;
            }
            skip(data, handler);
            return true;
        }
        byte[] bytes = new byte[head];
        data.get(data.position(), bytes);
        Matcher length = LENGTH.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
        if (body > RtspReader.MAX_BODY_BYTES) {
            throw new RtspException(413, "body of " + body + " bytes");
        }
        if (data.remaining() < head + body) {
            return false;
        }
        ByteBuffer whole = data.slice(data.position(), head + body);
        try {
            new RtspReader().read(whole, new ToHandler(handler));
        } catch (RtspException e) {
            skip(data, handler);
            return true;
        }
        data.position(data.position() + head + body);
        found();
        return true;
    }

    /** Up to and with the empty line, or 0 when it has not come. */
    private static int headBytes(ByteBuffer data) {
        int end = Math.min(data.remaining(), MAX_HEAD_BYTES);
        int lineBytes = 0;
        for (int i = 0; i < end; i++) {
            byte next = data.get(data.position() + i);
            if (next == '\n') {
                if (lineBytes == 0) {
                    return i + 1;
                }
                lineBytes = 0;
            } else if (next != '\r') {
                lineBytes++;
            }
        }
        return 0;
    }

    private void skip(ByteBuffer data, Handler handler) throws RtspException {
        int next = data.get() & 0xFF;
        if (rubbish.length() < 40) {
            rubbish.append(next >= 0x20 && next < 0x7F ? (char) next : '.');
        }
        if (!lost) {
            lost = true;
            handler.lost();
        }
        if (++skipped > MAX_SKIPPED_BYTES) {
            throw new RtspException(400, MAX_SKIPPED_BYTES + " bytes without a frame or message");
        }
    }

    private void found() {
        lost = false;
        skipped = 0;
    }

    private record ToHandler(Handler handler) implements RtspReader.Handler {
        @Override
        public void request(RtspRequest request) {
            handler.message(request);
        }

        @Override
        public void response(RtspResponse response) {
            handler.message(response);
        }

        @Override
        public void frame(int channel, ByteBuffer data) {
            handler.frame(channel, data);
        }
    }
}
