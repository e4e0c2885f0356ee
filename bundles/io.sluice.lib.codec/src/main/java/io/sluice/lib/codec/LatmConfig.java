/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;
import java.nio.ByteBuffer;

/**
 * StreamMuxConfig of LATM (ISO/IEC 14496-3, 1.7.3.2) as cameras use it: one program, one layer, frames of any length.
 *
 * @param audio AudioSpecificConfig of the one layer
 * @param frames number of frames in one AudioMuxElement, at least 1
 */
public record LatmConfig(Bytes audio, int frames) {
    private static final int SBR = 5;
    private static final int PS = 29;
    private static final int ESCAPE = 31;

    /** As {@link #read(BitReader)}, for the {@code config} of an SDP. */
    public static LatmConfig read(Bytes config) throws CodecException {
        return read(new BitReader(config.toByteArray()));
    }

    /**
     * Reads it where the reader is, and leaves the reader behind it.
     *
     * @throws CodecException when it is cut short or says more than one program with one layer
     */
    public static LatmConfig read(BitReader in) throws CodecException {
        if (in.flag()) {
            throw new CodecException("LATM of version 1");
        }
        in.flag(); // allStreamsSameTimeFraming: there is one stream
        int frames = in.number(6) + 1;
        if (in.number(4) != 0 || in.number(3) != 0) {
            throw new CodecException("LATM with several programs or layers");
        }
        Bytes audio = audio(in);
        int lengthType = in.number(3);
        if (lengthType != 0) {
            throw new CodecException("LATM frames of length type " + lengthType);
        }
        in.skip(8); // latmBufferFullness
        if (in.flag()) {
            boolean more = true;
            while (more) {
                more = in.flag();
                in.skip(8);
            }
        }
        if (in.flag()) {
            in.skip(8); // CRC
        }
        return new LatmConfig(audio, frames);
    }

    /** An AudioSpecificConfig ends in the midst of a byte: its bits are collected while it is read. */
    private static Bytes audio(BitReader in) throws CodecException {
        var bits = new Bits(in);
        int type = bits.take(5);
        type = type == ESCAPE ? 32 + bits.take(6) : type;
        bits.rate();
        int channels = bits.take(4);
        if (type == SBR || type == PS) {
            bits.rate();
            type = bits.take(5);
        }
        if (type < 1 || type > 4 || channels == 0) {
            throw new CodecException("LATM of audio object type " + type + " with channel configuration " + channels);
        }
        bits.take(1); // frameLengthFlag
        if (bits.take(1) == 1) {
            bits.take(14); // coreCoderDelay
        }
        bits.take(1); // extensionFlag
        return bits.toBytes();
    }

    /** Copies the bits that it takes. */
    private static final class Bits {
        private final BitReader in;
        private final byte[] copy = new byte[16];
        private int size;

        Bits(BitReader in) {
            this.in = in;
        }

        int take(int count) throws CodecException {
            int value = in.number(count);
            for (int i = count - 1; i >= 0; i--) {
                copy[size >> 3] |= (byte) ((value >> i & 1) << 7 - (size & 7));
                size++;
            }
            return value;
        }

        void rate() throws CodecException {
            if (take(4) == 15) {
                take(24);
            }
        }

        Bytes toBytes() {
            return Bytes.of(ByteBuffer.wrap(copy, 0, (size + 7) / 8));
        }
    }
}
