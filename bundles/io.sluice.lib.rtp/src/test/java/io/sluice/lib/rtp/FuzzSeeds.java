/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.NalUnits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where fuzzing of depacketizers starts: packets of clips, the tables of the tests, payloads that broke others. */
final class FuzzSeeds {
    private FuzzSeeds() {}

    static Stream<byte[]> packets(Clips.Clip clip, String format) {
        var few = new Clips.Clip(
                clip.codec(), clip.units().subList(0, Math.min(4, clip.units().size())));
        var seeds = new ArrayList<byte[]>();
        for (int size : new int[] {200, 1440}) {
            List<ByteBuffer> packets = Clips.packetize(few, size, 0);
            seeds.add(PacketList.of(0, packets.subList(0, Math.min(12, packets.size()))));
        }
        table("packets.tsv", format).forEach(seeds::add);
        if (format.equals("h264")) {
            table("h264-packets.tsv", format).forEach(seeds::add);
        }
        payloads().forEach(seeds::add);
        return seeds.stream();
    }

    static Stream<byte[]> payloads() {
        return Clips.hexLines("seeds-payloads.txt").stream().map(payload -> {
            ByteBuffer packet = ByteBuffer.allocate(RtpHeader.BYTES + payload.size());
            RtpHeader.write(packet, true, 96, 1, 1, 1);
            return PacketList.of(0, List.of(packet.put(payload.asBuffer()).flip()));
        });
    }

    private static Stream<byte[]> table(String name, String format) {
        return new String(Clips.file(name), StandardCharsets.UTF_8)
                .lines()
                .flatMap(line -> Stream.of(line.split("\t")))
                .filter(cell -> cell.matches("[0-9]+[M.][0-9a-f]+( .*)?"))
                .map(cell -> {
                    var packets = new ArrayList<ByteBuffer>();
                    for (String text : cell.split(" ")) {
                        if (!text.equals("-")) {
                            packets.add(Packets.packet(text, packets.size()));
                        }
                    }
                    return PacketList.of(format.length(), packets);
                });
    }

    static void hasWholeNalUnits(AccessUnit unit) {
        try {
            List<Bytes> nals = NalUnits.split(unit);
            assertThat(nals).isNotEmpty();
            assertThat(nals).noneMatch(Bytes::isEmpty);
        } catch (CodecException e) {
            throw new AssertionError(e);
        }
    }
}
