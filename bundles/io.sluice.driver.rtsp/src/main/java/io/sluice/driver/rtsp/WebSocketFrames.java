/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what a WebSocket server sends (RFC 6455, 5) and makes a client's frames. Payload is handed on as it
 * comes, however long its frame is: nothing but a frame's head and control frames are kept. Not safe on several
 * threads.
 */
final class WebSocketFrames {
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int MAX_CONTROL_BYTES = 125;
    private static final int MAX_HEAD_BYTES = 10;

    /** Takes what was read, in order. */
    interface Handler {
        /** Some bytes of a data message; valid during the call only. */
        void data(ByteBuffer bytes);

        /** A whole control frame; the payload may be kept. */
        void control(int opcode, ByteBuffer payload);
    }

    private final ByteBuffer head = ByteBuffer.allocate(MAX_HEAD_BYTES);
    private @Nullable ByteBuffer control;
    private int opcode;
    private long left;
    private boolean inFrame;

    /** @return null, or what is wrong; then nothing more may be read */
    @Nullable
    String read(ByteBuffer in, Handler handler) {
        while (in.hasRemaining()) {
            if (!inFrame) {
                head.put(in.get());
                String problem = head();
                if (problem != null) {
                    return problem;
                }
            } else {
                payload(in, handler);
            }
            if (inFrame && left == 0) {
                end(handler);
            }
        }
        return null;
    }

    /** Reads the head if it is whole. */
    private @Nullable String head() {
        if (head.position() < 2) {
            return null;
        }
        int second = head.get(1) & 0xFF;
        if ((second & 0x80) != 0) {
            return "a server must not mask its frames"; // RFC 6455, 5.1
        }
        int length = second & 0x7F;
        int bytes = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (head.position() < bytes) {
            return null;
        }
        opcode = head.get(0) & 0x0F;
        left = length == 126 ? head.getShort(2) & 0xFFFF : length == 127 ? head.getLong(2) : length;
        boolean isControl = opcode >= CLOSE;
        if (left < 0 || isControl && left > MAX_CONTROL_BYTES || (head.get(0) & 0x70) != 0) {
            return "a frame's head makes no sense";
        }
        control = isControl ? ByteBuffer.allocate((int) left) : null;
        head.clear();
        inFrame = true;
        return null;
    }

    private void payload(ByteBuffer in, Handler handler) {
        int take = (int) Math.min(left, in.remaining());
        ByteBuffer part = in.slice(in.position(), take);
        in.position(in.position() + take);
        left -= take;
        if (control != null) {
            control.put(part);
        } else {
            handler.data(part);
        }
    }

    private void end(Handler handler) {
        inFrame = false;
        ByteBuffer whole = control;
        control = null;
        if (whole != null) {
            handler.control(opcode, whole.flip());
        }
    }

    /**
     * A whole message of a client.
     *
     * @param mask chosen by chance for each (RFC 6455, 5.3)
     */
    static ByteBuffer masked(int opcode, ByteBuffer payload, int mask) {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(14 + length);
        frame.put((byte) (0x80 | opcode));
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length <= 0xFFFF) {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(length);
        }
        frame.putInt(mask);
        for (int i = 0; i < length; i++) {
            frame.put((byte) (payload.get(payload.position() + i) ^ mask >>> 24 - 8 * (i & 3)));
        }
        return frame.flip();
    }
}
