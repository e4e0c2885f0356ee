/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what a reader reads: messages, and a text for each of them and each frame. */
final class Events implements RtspReader.Handler {
    final List<RtspMessage> messages = new ArrayList<>();
    final List<String> texts = new ArrayList<>();

    @Override
    public void request(RtspRequest request) {
        message(request);
    }

    @Override
    public void response(RtspResponse response) {
        message(response);
    }

    private void message(RtspMessage message) {
        messages.add(message);
        texts.add(message.startLine()
                + message.headers().fields()
                + message.body().hashCode());
    }

    @Override
    public void frame(int channel, ByteBuffer data) {
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        texts.add(channel + " " + copy.length + " " + Arrays.hashCode(copy));
    }
}
