/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;

/** What H.264 and H.265 have in common: payloads hold NAL units whole, several at once, or pieces of one. */
abstract class NalDepacketizer implements Depacketizer {
    private final NalAssembler nals;

    NalDepacketizer(Codec codec, Output out) {
        this.nals = new NalAssembler(codec, out);
    }

    /** Gives the NAL units of a payload, and pieces of them, to the assembler. */
    abstract void read(ByteBuffer payload, NalAssembler target) throws RtpException;

    @Override
    public final void packet(long pts, boolean marker, ByteBuffer payload) throws RtpException {
        nals.time(pts);
        try {
            read(payload, nals);
        } catch (RtpException e) {
            nals.malformed();
            throw e;
        } finally {
            if (marker) {
                nals.marker();
            }
        }
    }

    /** The next NAL unit of an aggregation, after its size in two bytes (RFC 6184, 5.7.1; RFC 7798, 4.4.2). */
    static ByteBuffer aggregated(ByteBuffer payload) throws RtpException {
        int size = payload.remaining() < 2 ? 0 : payload.getShort() & 0xFFFF;
        if (size > payload.remaining()) {
            throw new RtpException(
                    "aggregation with a NAL unit of " + size + " bytes, " + payload.remaining() + " are left");
        }
        ByteBuffer nal = payload.slice(payload.position(), size);
        payload.position(payload.position() + size);
        return nal;
    }

    /** The piece of a NAL unit after its headers (RFC 6184, 5.8; RFC 7798, 4.4.3). */
    static void piece(ByteBuffer payload, int fragmentHeader, NalAssembler target) throws RtpException {
        target.fragment(payload);
        if ((fragmentHeader & 0x40) != 0) {
            target.finishFragment();
        }
    }

    @Override
    public final void gap() {
        nals.gap();
    }

    @Override
    public final void flush() {
        nals.endUnit();
    }
}
