/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.NalUnits;
import java.nio.ByteBuffer;

/**
 * H.264 (RFC 6184), packetization modes 0 and 1: single NAL unit packets, STAP-A and FU-A. The packets of the
 * interleaved mode (STAP-B, MTAP16, MTAP24, FU-B) are refused.
 */
final class H264Depacketizer extends NalDepacketizer {
    H264Depacketizer(Codec codec, Output out) {
        super(codec, out);
    }

    @Override
    void read(ByteBuffer payload, NalAssembler nals) throws RtpException {
        if (!payload.hasRemaining()) {
            throw new RtpException("empty payload");
        }
        int type = payload.get(payload.position()) & 0x1F;
        if (PacketTypes.isNal(false, type)) {
            nals.nal(payload);
        } else if (type == PacketTypes.STAP_A) {
            aggregate(payload, nals);
        } else if (type == PacketTypes.FU_A) {
            fragment(payload, nals);
        } else if (type == 0 && beginsWithStartCode(payload)) {
            // Against RFC 6184; seen on cheap cameras that put a piece of their Annex B stream into each packet.
            for (Bytes nal : NalUnits.ofAnnexB(Bytes.of(payload).toByteArray())) {
                nals.nal(nal.asBuffer());
            }
        } else {
            throw new RtpException("H.264 payload of type " + type + " is not supported");
        }
    }

    /** STAP-A (RFC 6184, 5.7.1): after one byte, NAL units each after its size in two bytes. */
    private void aggregate(ByteBuffer payload, NalAssembler nals) throws RtpException {
        payload.get();
        while (payload.remaining() >= 2) {
            nals.nal(aggregated(payload));
        }
    }

    /**
     * FU-A (RFC 6184, 5.8): indicator |F|NRI|28|, header |S|E|R|type|, then a piece. Start and end together are
     * forbidden there, but some cameras send it for small pictures.
     */
    private void fragment(ByteBuffer payload, NalAssembler nals) throws RtpException {
        if (payload.remaining() < 3) {
            throw new RtpException("FU-A of " + payload.remaining() + " bytes");
        }
        int indicator = payload.get();
        int header = payload.get();
        if ((header & 0x80) != 0) {
            nals.beginFragment(indicator & 0xE0 | header & 0x1F, 0);
        }
        piece(payload, header, nals);
    }

    static boolean beginsWithStartCode(ByteBuffer payload) {
        int at = payload.position();
        return payload.remaining() > 4
                && payload.getShort(at) == 0
                && (payload.get(at + 2) == 1 || payload.get(at + 2) == 0 && payload.get(at + 3) == 1);
    }
}
