/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * When a picture was sent and its number, in an SEI message user_data_unregistered (ISO/IEC 14496-10, D.1.7): the UUID
 * {@code LOADREADERS-TS01}, then both in hexadecimal, which needs no emulation prevention. The test reader understands
 * it.
 *
 * @param epochNs nanoseconds since the Unix epoch
 * @param frame number of the picture, 0 to 2^32 - 1
 */
public record FrameStamp(long epochNs, long frame) {
    private static final byte[] UUID = "LOADREADERS-TS01".getBytes(StandardCharsets.US_ASCII);
    private static final int USER_DATA_UNREGISTERED = 5;
    private static final int BODY_BYTES = 16 + 16 + 8;

    public FrameStamp {
        if (frame < 0 || frame > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("frame: " + frame);
        }
    }

    /** The SEI NAL unit that says it, for H.264 or H.265; it belongs before the first slice. */
    public Bytes toNal(String codecName) {
        boolean h265 = codecName.equals(Codec.H265);
        var out = ByteBuffer.allocate((h265 ? 2 : 1) + 2 + BODY_BYTES + 1);
        if (h265) {
            out.put((byte) (H265.PREFIX_SEI << 1)).put((byte) 1);
        } else {
            out.put((byte) H264.SEI);
        }
        out.put((byte) USER_DATA_UNREGISTERED).put((byte) BODY_BYTES).put(UUID);
        HexFormat hex = HexFormat.of();
        out.put((hex.toHexDigits(epochNs) + hex.toHexDigits((int) frame)).getBytes(StandardCharsets.US_ASCII));
        out.put((byte) 0x80);
        return Bytes.of(out.array());
    }

    /** The first stamp in the unit, if there is one. */
    public static Optional<FrameStamp> find(AccessUnit unit, String codecName) {
        boolean h265 = codecName.equals(Codec.H265);
        int at = 0;
        while (at + 4 < unit.sizeBytes()) {
            int length = unit.intAt(at);
            int from = at + 4;
            if (length <= 0 || length > unit.sizeBytes() - from) {
                return Optional.empty();
            }
            int type = h265 ? H265.type(unit.at(from)) : H264.type(unit.at(from));
            if (type == (h265 ? H265.PREFIX_SEI : H264.SEI)) {
                var stamp = read(unit.payload().slice(from, length), h265 ? 2 : 1);
                if (stamp.isPresent()) {
                    return stamp;
                }
            } else if (h265 ? H265.isPicture(type) : H264.isPicture(type)) {
                return Optional.empty();
            }
            at = from + length;
        }
        return Optional.empty();
    }

    private static Optional<FrameStamp> read(ByteBuffer nal, int headerBytes) {
        var found = new FrameStamp[1];
        Sei.walk(nal, headerBytes, (type, bytes, from, length) -> {
            if (type != USER_DATA_UNREGISTERED
                    || length < BODY_BYTES
                    || !Arrays.equals(bytes, from, from + 16, UUID, 0, 16)) {
                return false;
            }
            String digits = new String(bytes, from + 16, 24, StandardCharsets.US_ASCII);
            try {
                found[0] = new FrameStamp(
                        HexFormat.fromHexDigitsToLong(digits, 0, 16), HexFormat.fromHexDigitsToLong(digits, 16, 24));
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        });
        return Optional.ofNullable(found[0]);
    }
}
