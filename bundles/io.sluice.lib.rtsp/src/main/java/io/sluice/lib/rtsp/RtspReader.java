/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.api.media.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes an RTSP connection apart: requests, responses and interleaved frames (RFC 2326, 10.12) in any mixture, however
 * the bytes are cut. What it keeps is bounded by the limits below. Not safe on several threads; after an exception it
 * is of no use any more.
 */
public final class RtspReader {
    public static final int MAX_METHOD = 64;
    public static final int MAX_URL = 2048;
    public static final int MAX_HEADERS = 255;
    public static final int MAX_HEADER_NAME = 512;
    public static final int MAX_HEADER_VALUE = 2048;
    public static final int MAX_HEADER_BYTES = 64 * 1024;
    public static final int MAX_BODY_BYTES = 128 * 1024;

    /** Takes what was read, in order. */
    public interface Handler {
        void request(RtspRequest request);

        void response(RtspResponse response);

        /** @param data what follows the length; valid during the call only */
        void frame(int channel, ByteBuffer data);
    }

    private static final int MAX_LINE = MAX_HEADER_NAME + MAX_HEADER_VALUE + 64;
    private static final int FRAME_PREFIX_BYTES = 4;
    /** What is kept between two messages. */
    private static final int LEAST_BYTES = 512;

    private enum State {
        START,
        LINES,
        BODY,
        FRAME
    }

    private State state = State.START;
    private byte[] kept = new byte[LEAST_BYTES];
    private int size;
    private MessageBuilder message = new MessageBuilder();
    /** The lines of a message that is not whole, as they came. */
    private final StringBuilder head = new StringBuilder();

    private int headerBytes;
    private int bodyBytes;

    /**
     * Takes all that remains in the buffer.
     *
     * @throws RtspException when it is not RTSP or breaks a limit; what was read before has been given to the handler
     */
    public void read(ByteBuffer in, Handler handler) throws RtspException {
        while (in.hasRemaining()) {
            switch (state) {
                case START -> start(in);
                case LINES -> lines(in, handler);
                case BODY -> body(in, handler);
                case FRAME -> frame(in, handler);
            }
        }
    }

    /** True when a message or frame has begun and not ended: the peer owes us bytes. */
    public boolean isInside() {
        return state != State.START;
    }

    /** What was read of a message or frame that is not whole: another reader that reads this is where this one is. */
    public Bytes unread() {
        byte[] lines = (state == State.BODY ? head + "\r\n" : head.toString()).getBytes(StandardCharsets.UTF_8);
        return Bytes.of(ByteBuffer.allocate(lines.length + size)
                .put(lines)
                .put(kept, 0, size)
                .flip());
    }

    private void start(ByteBuffer in) {
        byte first = in.get(in.position());
        if (first == '\r' || first == '\n') {
            in.get(); // 4.1: empty lines before a message are ignored
        } else {
            state = first == '$' ? State.FRAME : State.LINES;
        }
    }

    /** A whole frame in one buffer is handed on as it is; one that is cut is put together first. */
    private void frame(ByteBuffer in, Handler handler) {
        if (size == 0 && in.remaining() >= FRAME_PREFIX_BYTES) {
            int length = in.getShort(in.position() + 2) & 0xFFFF;
            if (in.remaining() >= FRAME_PREFIX_BYTES + length) {
                int channel = in.get(in.position() + 1) & 0xFF;
                int from = in.position() + FRAME_PREFIX_BYTES;
                in.position(from + length);
                state = State.START;
                handler.frame(channel, in.slice(from, length));
                return;
            }
        }
        keep(in, FRAME_PREFIX_BYTES - size);
        if (size < FRAME_PREFIX_BYTES) {
            return;
        }
        int whole = FRAME_PREFIX_BYTES + ((kept[2] & 0xFF) << 8 | kept[3] & 0xFF);
        keep(in, whole - size);
        if (size == whole) {
            size = 0;
            state = State.START;
            handler.frame(
                    kept[1] & 0xFF,
                    ByteBuffer.wrap(kept, FRAME_PREFIX_BYTES, whole - FRAME_PREFIX_BYTES)
                            .slice());
        }
    }

    private void lines(ByteBuffer in, Handler handler) throws RtspException {
        while (in.hasRemaining()) {
            byte next = in.get();
            if (++headerBytes > MAX_HEADER_BYTES) {
                throw new RtspException(400, "headers of more than " + MAX_HEADER_BYTES + " bytes");
            }
            if (next != '\n') {
                if (size == MAX_LINE) {
                    throw new RtspException(message.isEmpty() ? 414 : 400, "line of more than " + MAX_LINE + " bytes");
                }
                keep(next);
                continue;
            }
            int length = size > 0 && kept[size - 1] == '\r' ? size - 1 : size;
            String line = Text.of(kept, length);
            size = 0;
            if (line.isEmpty()) {
                endOfHeaders(handler);
                return;
            }
            message.line(line);
            head.append(line).append("\r\n");
        }
    }

    private void endOfHeaders(Handler handler) throws RtspException {
        bodyBytes = message.contentLength();
        if (bodyBytes > 0) {
            state = State.BODY;
        } else {
            end(Bytes.EMPTY, handler);
        }
    }

    private void body(ByteBuffer in, Handler handler) throws RtspException {
        keep(in, bodyBytes - size);
        if (size == bodyBytes) {
            Bytes body = Bytes.of(ByteBuffer.wrap(kept, 0, size));
            size = 0;
            kept = new byte[LEAST_BYTES];
            end(body, handler);
        }
    }

    private void end(Bytes body, Handler handler) throws RtspException {
        RtspMessage whole = message.build(body);
        message = new MessageBuilder();
        head.setLength(0);
        headerBytes = 0;
        state = State.START;
        if (whole instanceof RtspRequest request) {
            handler.request(request);
        } else if (whole instanceof RtspResponse response) {
            handler.response(response);
        }
    }

    private void keep(byte next) {
        if (size == kept.length) {
            kept = Arrays.copyOf(kept, size * 2);
        }
        kept[size++] = next;
    }

    private void keep(ByteBuffer in, int atMost) {
        int count = Math.max(0, Math.min(atMost, in.remaining()));
        if (size + count > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(size + count, kept.length * 2));
        }
        in.get(kept, size, count);
        size += count;
    }
}
