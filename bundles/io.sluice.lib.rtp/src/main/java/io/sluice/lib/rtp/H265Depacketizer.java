/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;

/**
 * H.265 (RFC 7798): single NAL unit packets, aggregation packets and fragmentation units; PACI packets are refused.
 * Decoding order numbers are skipped where {@code sprop-max-don-diff} says that they are there (units must still come
 * in decoding order).
 */
final class H265Depacketizer extends NalDepacketizer {
    private final boolean orderNumbers;

    H265Depacketizer(Codec codec, Output out) {
        super(codec, out);
        String difference = codec.parameters().getOrDefault("sprop-max-don-diff", "0");
        this.orderNumbers = !difference.equals("0");
    }

    @Override
    void read(ByteBuffer payload, NalAssembler nals) throws RtpException {
        if (payload.remaining() < 3) {
            throw new RtpException("H.265 payload of " + payload.remaining() + " bytes");
        }
        int type = payload.get(payload.position()) >> 1 & 0x3F;
        switch (type) {
            case PacketTypes.AGGREGATION -> aggregate(payload, nals);
            case PacketTypes.FRAGMENT -> fragment(payload, nals);
            case PacketTypes.PACI -> throw new RtpException("H.265 PACI packet is not supported");
            default -> single(payload, nals);
        }
    }

    /** 4.4.1: with order numbers, two bytes of them follow the payload header. */
    private void single(ByteBuffer payload, NalAssembler nals) throws RtpException {
        if (!orderNumbers) {
            nals.nal(payload);
            return;
        }
        int first = payload.get();
        int second = payload.get();
        skipOrderNumber(payload, 2);
        nals.beginFragment(first, second);
        nals.fragment(payload);
        nals.finishFragment();
    }

    /**
     * 4.4.2: NAL units each after its size in two bytes; order numbers of two bytes before the first, of one before the
     * others.
     */
    private void aggregate(ByteBuffer payload, NalAssembler nals) throws RtpException {
        payload.getShort();
        int numberBytes = 2;
        while (payload.remaining() >= 2) {
            skipOrderNumber(payload, orderNumbers ? numberBytes : 0);
            numberBytes = 1;
            nals.nal(aggregated(payload));
        }
    }

    /** 4.4.3: payload header with type 49, header |S|E|type|, order number in the first one, then a piece. */
    private void fragment(ByteBuffer payload, NalAssembler nals) throws RtpException {
        int first = payload.get();
        int second = payload.get();
        int header = payload.get();
        if ((header & 0x80) != 0) {
            skipOrderNumber(payload, orderNumbers ? 2 : 0);
            nals.beginFragment(first & 0x81 | (header & 0x3F) << 1, second);
        }
        piece(payload, header, nals);
    }

    private static void skipOrderNumber(ByteBuffer payload, int bytes) throws RtpException {
        if (bytes > payload.remaining()) {
            throw new RtpException("cut short in an order number");
        }
        payload.position(payload.position() + bytes);
    }
}
