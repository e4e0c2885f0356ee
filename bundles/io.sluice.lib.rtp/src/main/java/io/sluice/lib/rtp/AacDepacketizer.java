/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.AudioSpecificConfig;
import io.sluice.lib.codec.BitReader;
import io.sluice.lib.codec.CodecException;
import java.nio.ByteBuffer;

/**
 * AAC in MPEG-4 elementary streams (RFC 3640): several frames a packet, or one frame in several; interleaving is
 * refused.
 */
final class AacDepacketizer implements Depacketizer {
    private static final int MAX_FRAME_BYTES = 64 * 1024;
    private static final int MAX_HEADERS = 256;

    private final Output out;
    private final int sizeBits;
    private final int indexBits;
    private final int indexDeltaBits;
    private final long frameTicks;
    private final UnitBuffer partial = new UnitBuffer();
    private int partialSize;
    private long partialPts;

    AacDepacketizer(Codec codec, Output out) {
        this.out = out;
        this.sizeBits = parameter(codec, "sizelength", 13);
        this.indexBits = parameter(codec, "indexlength", 3);
        this.indexDeltaBits = parameter(codec, "indexdeltalength", 3);
        this.frameTicks = frameTicks(codec);
    }

    private static int parameter(Codec codec, String name, int absent) {
        String value = codec.parameter(name);
        try {
            int bits = value == null ? absent : Integer.parseInt(value.strip());
            return bits < 0 || bits > 31 ? absent : bits;
        } catch (NumberFormatException e) {
            return absent;
        }
    }

    /** How long a frame lasts in ticks of the RTP clock, which is the output's rate where SBR doubles it. */
    private static long frameTicks(Codec codec) {
        try {
            if (!codec.parameterSets().isEmpty()) {
                var config = AudioSpecificConfig.read(codec.parameterSets().get(0));
                return Math.max(1, (long) config.frameSamples() * codec.clockRateHz() / config.samplingRateHz());
            }
        } catch (CodecException e) {
            return 1024; // as without a configuration
        }
        return 1024;
    }

    @Override
    public void packet(long pts, boolean marker, ByteBuffer payload) throws RtpException {
        if (sizeBits == 0) {
            frame(payload, pts);
            return;
        }
        if (payload.remaining() < 2) {
            throw new RtpException("AAC payload of " + payload.remaining() + " bytes");
        }
        // 3.2.1: the length of the AU headers in bits, the headers, the frames.
        int headerBits = payload.getShort() & 0xFFFF;
        int headerBytes = (headerBits + 7) / 8;
        if (headerBytes > payload.remaining()) {
            throw new RtpException("AU headers of " + headerBits + " bits, " + payload.remaining() + " bytes are left");
        }
        var headers = new BitReader(
                Bytes.of(payload.slice(payload.position(), headerBytes)).toByteArray());
        payload.position(payload.position() + headerBytes);
        try {
            frames(headers, headerBits, payload, pts);
        } catch (CodecException e) {
            throw new RtpException("AU headers: " + e.getMessage());
        }
    }

    private void frames(BitReader headers, int headerBits, ByteBuffer payload, long pts)
            throws RtpException, CodecException {
        int left = headerBits;
        for (int i = 0; left >= sizeBits + (i == 0 ? indexBits : indexDeltaBits); i++) {
            int skipped = i == 0 ? indexBits : indexDeltaBits;
            int size = headers.number(sizeBits);
            int delta = headers.number(skipped);
            left -= sizeBits + skipped;
            if (i > 0 && delta != 0 || i >= MAX_HEADERS) {
                throw new RtpException("interleaved AAC is not supported");
            }
            if (i == 0 && size > payload.remaining()) {
                fragment(payload, size, pts);
                return;
            }
            if (size > payload.remaining()) {
                throw new RtpException("frame of " + size + " bytes, " + payload.remaining() + " are left");
            }
            gap(); // a frame begun before was never ended
            frame(payload.slice(payload.position(), size), pts + i * frameTicks);
            payload.position(payload.position() + size);
        }
    }

    /** 3.1: each fragment has a header with the size of the whole frame. */
    private void fragment(ByteBuffer piece, int size, long pts) throws RtpException {
        if (partialSize > 0 && (partialSize != size || partialPts != pts)) {
            dropPartial();
        }
        if (size > MAX_FRAME_BYTES) {
            throw new RtpException("AAC frame of " + size + " bytes");
        }
        partialSize = size;
        partialPts = pts;
        partial.put(piece);
        if (partial.size() > size) {
            dropPartial();
        } else if (partial.size() == size) {
            byte[] whole = partial.toArray();
            clearPartial();
            frame(ByteBuffer.wrap(whole), pts);
        }
    }

    private void frame(ByteBuffer frame, long pts) {
        skipAdts(frame);
        if (frame.hasRemaining()) {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            out.unit(bytes, pts, true);
        }
    }

    /**
     * Some cameras leave the ADTS header (ISO/IEC 14496-3, 1.A.2.2) before the frame: it goes when its length fits
     * exactly.
     */
    private static void skipAdts(ByteBuffer frame) {
        int at = frame.position();
        if (frame.remaining() > 7 && (frame.getShort(at) & 0xFFF6) == 0xFFF0) {
            int length = (frame.get(at + 3) & 0x03) << 11
                    | (frame.get(at + 4) & 0xFF) << 3
                    | (frame.get(at + 5) & 0xFF) >> 5;
            if (length == frame.remaining()) {
                frame.position(at + Math.min(length, (frame.get(at + 1) & 1) == 1 ? 7 : 9));
            }
        }
    }

    private void dropPartial() {
        out.dropped();
        clearPartial();
    }

    private void clearPartial() {
        partial.clear();
        partialSize = 0;
    }

    @Override
    public void gap() {
        if (partialSize > 0) {
            dropPartial();
        }
    }

    @Override
    public void flush() {
        gap();
    }
}
