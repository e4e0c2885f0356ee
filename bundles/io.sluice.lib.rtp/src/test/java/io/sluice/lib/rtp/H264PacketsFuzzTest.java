/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.testkit.fuzz.Limits;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-09: packets of H.264 that are lost, doubled, late or wrong. Units that come out can be sent on. */
class H264PacketsFuzzTest {
    private static final AccessUnit KEY = AccessUnit.of(new byte[] {0, 0, 0, 2, 0x65, (byte) 0x88}, 0, true);

    static Stream<byte[]> seeds() {
        return FuzzSeeds.packets(Clips.h264(), "h264");
    }

    @MethodSource("seeds")
    @FuzzTest
    void putsUnitsTogether(byte[] data) {
        Limits.hold(data.length, () -> check(data));
    }

    private static void check(byte[] data) {
        Codec codec = Codec.of(Codec.H264, 90_000, 0);
        List<AccessUnit> units = PacketList.receive(codec, PacketList.arrive(data), 8);
        units.forEach(FuzzSeeds::hasWholeNalUnits);
        PacketList.sendOn(codec, KEY, units);
    }
}
