/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Packets as tables write them: the time stamp, M for the marker or a dot, the payload in hexadecimal; a dash in
 * between is a packet that got lost.
 */
final class Packets {
    private Packets() {}

    static ByteBuffer packet(String text, int sequence) {
        int mark = Math.max(text.indexOf('M'), text.indexOf('.'));
        byte[] payload = HexFormat.of().parseHex(text.substring(mark + 1));
        ByteBuffer packet = ByteBuffer.allocate(RtpHeader.BYTES + payload.length);
        RtpHeader.write(packet, text.charAt(mark) == 'M', 96, sequence, Integer.parseInt(text.substring(0, mark)), 7);
        return packet.put(payload).flip();
    }

    static Clips.Received receive(Codec codec, String packets) {
        var received = new Clips.Received();
        var receiver = new RtpReceiver(codec, received);
        int sequence = 100;
        for (String packet : packets.split(" ")) {
            if (!packet.equals("-")) {
                receiver.packet(packet(packet, sequence), 0);
            }
            sequence++;
        }
        receiver.flush();
        return received;
    }
}
