/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.IOException;

/** Where the packets of one medium go. */
interface CameraOutput extends AutoCloseable {
    void rtp(byte[] packet) throws IOException;

    void rtcp(byte[] packet) throws IOException;

    /** What the answer to SETUP says. */
    String transport();

    @Override
    void close();

    /** Frames on the connection itself. */
    record Interleaved(CameraSocket socket, int channel, int ssrc) implements CameraOutput {
        @Override
        public void rtp(byte[] packet) throws IOException {
            socket.frame(channel, packet);
        }

        @Override
        public void rtcp(byte[] packet) throws IOException {
            socket.frame(channel + 1, packet);
        }

        @Override
        public String transport() {
            return "RTP/AVP/TCP;unicast;interleaved=%d-%d;ssrc=%08X".formatted(channel, channel + 1, ssrc);
        }

        @Override
        public void close() {
            // the connection is closed by its owner
        }
    }
}
