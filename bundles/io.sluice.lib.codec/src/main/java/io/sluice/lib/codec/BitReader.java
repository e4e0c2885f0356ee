/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;
import java.util.Arrays;

/**
 * Reads bits, most significant first, and Exp-Golomb codes (ISO/IEC 14496-10, 9.1). Never reads past its end. Not safe
 * on several threads.
 */
public final class BitReader {
    private final byte[] data;
    private final int endBit;
    private int bit;

    /** Reads all of the array, which is not copied. */
    public BitReader(byte[] data) {
        this.data = data;
        this.endBit = Math.multiplyExact(data.length, 8);
    }

    /**
     * Reads the raw byte sequence payload of a NAL unit: what is left after its header when the emulation prevention
     * bytes (ISO/IEC 14496-10, 7.4.1.1) are taken out.
     *
     * @param headerBytes 1 for H.264, 2 for H.265
     */
    public static BitReader ofNal(Bytes nal, int headerBytes) {
        return new BitReader(withoutEmulationPrevention(nal.toByteArray(), headerBytes, nal.size()));
    }

    static byte[] withoutEmulationPrevention(byte[] nal, int from, int to) {
        byte[] plain = new byte[Math.max(0, to - from)];
        int size = 0;
        int zeros = 0;
        for (int i = from; i < to; i++) {
            if (zeros >= 2 && nal[i] == 3) {
                zeros = 0;
                continue;
            }
            zeros = nal[i] == 0 ? zeros + 1 : 0;
            plain[size++] = nal[i];
        }
        return Arrays.copyOf(plain, size);
    }

    /** How many bits are left. */
    public int remaining() {
        return endBit - bit;
    }

    /**
     * An unsigned number of up to 32 bits.
     *
     * @throws CodecException when fewer bits are left
     */
    public long bits(int count) throws CodecException {
        if (count < 0 || count > 32) {
            throw new IllegalArgumentException("bits: " + count);
        }
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | data[bit >> 3] >> 7 - (bit & 7) & 1;
            bit++;
        }
        return value;
    }

    /** As {@link #bits} for at most 31 bits. */
    public int number(int count) throws CodecException {
        return (int) bits(count);
    }

    public boolean flag() throws CodecException {
        return bits(1) == 1;
    }

    public void skip(int count) throws CodecException {
        need(count);
        bit += count;
    }

    /**
     * ue(v): an unsigned Exp-Golomb code.
     *
     * @return 0 to 2^31 - 1; larger codes are refused, no field that is read here needs them
     */
    public int unsigned() throws CodecException {
        int zeros = 0;
        while (!flag()) {
            if (++zeros > 30) {
                throw new CodecException("Exp-Golomb code of more than 61 bits");
            }
        }
        return (1 << zeros) - 1 + number(zeros);
    }

    /** ue(v) that must not be larger than the limit. */
    public int unsigned(int limit, String name) throws CodecException {
        int value = unsigned();
        if (value > limit) {
            throw new CodecException(name + " is " + value + ", more than " + limit);
        }
        return value;
    }

    /** se(v): a signed Exp-Golomb code. */
    public int signed() throws CodecException {
        int code = unsigned();
        return (code & 1) == 1 ? (code >>> 1) + 1 : -(code >>> 1);
    }

    private void need(int count) throws CodecException {
        if (count < 0 || count > endBit - bit) {
            throw new CodecException("needs " + count + " bits, " + (endBit - bit) + " are left");
        }
    }
}
