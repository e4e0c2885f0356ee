/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.testkit.fuzz.Limits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-11: packets of all other formats; the first byte picks one. */
class OtherPacketsFuzzTest {
    /** The headers of a JPEG that are not sent. */
    private static final int HEADER_BYTES = 1024;

    private static final Codec AAC = new Codec(Codec.AAC, 8000, 1, Map.of(), List.of(Bytes.ofHex("1588")));

    /** Those whose units can be sent on come first. */
    private static final List<Codec> FORMATS = List.of(
            AAC,
            new Codec(Codec.OPAQUE, 90_000, 0, Map.of("encoding", "VP8"), List.of()),
            Codec.of(Codec.OPUS, 48_000, 2),
            Codec.of(Codec.MJPEG, 90_000, 0),
            Codec.of(Codec.PCMA, 8000, 1),
            Codec.of(Codec.L16, 44_100, 2),
            AAC.with("sizelength", "6").with("indexlength", "2").with("indexdeltalength", "2"),
            AAC.with("sizelength", "0"),
            AAC.with("sizelength", "31").with("indexlength", "31").with("indexdeltalength", "0"),
            new Codec(Codec.AAC, 48_000, 2, Map.of(), List.of(Bytes.ofHex("2B118800"))),
            new Codec(Codec.AAC, 8000, 1, Map.of("cpresent", "1"), List.of()),
            AAC.with("cpresent", "0").with("subframes", "3"));

    private static final int SENT_ON = 2;

    static Stream<byte[]> seeds() {
        return IntStream.range(0, FORMATS.size())
                .boxed()
                .flatMap(format -> Stream.concat(
                                FuzzSeeds.packets(Clips.aac(), "aac").limit(format < 3 ? 40 : 20), jpeg())
                        .map(seed -> {
                            byte[] copy = seed.clone();
                            copy[0] = format.byteValue();
                            return copy;
                        }));
    }

    private static Stream<byte[]> jpeg() {
        return Stream.of(
                        "00000000015f0a0a" + "0102030405",
                        "0000000041ff0a0a0010ffff" + "00000080" + "01".repeat(128) + "0102")
                .map(hex -> {
                    ByteBuffer packet = ByteBuffer.allocate(RtpHeader.BYTES + hex.length() / 2);
                    RtpHeader.write(packet, true, 26, 1, 1, 1);
                    return PacketList.of(
                            3, List.of(packet.put(Bytes.ofHex(hex).asBuffer()).flip()));
                });
    }

    @MethodSource("seeds")
    @FuzzTest
    void putsUnitsTogether(byte[] data) {
        if (data.length > 0) {
            Limits.hold(data.length, () -> check(data));
        }
    }

    private static void check(byte[] data) {
        int format = (data[0] & 0xFF) % FORMATS.size();
        Codec codec = FORMATS.get(format);
        List<AccessUnit> units = PacketList.receive(codec, PacketList.arrive(data), HEADER_BYTES);
        if (format < SENT_ON) {
            PacketList.sendOn(codec, AccessUnit.of(new byte[] {0, 0, 0, 1, 1, 0}, 0, true), units);
        }
    }
}
