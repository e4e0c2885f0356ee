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

/** Z-10: packets of H.265 that are lost, doubled, late or wrong. Units that come out can be sent on. */
class H265PacketsFuzzTest {
    private static final AccessUnit KEY = AccessUnit.of(new byte[] {0, 0, 0, 3, 0x26, 1, (byte) 0xaf}, 0, true);

    static Stream<byte[]> seeds() {
        return FuzzSeeds.packets(Clips.h265(), "h265");
    }

    @MethodSource("seeds")
    @FuzzTest
    void putsUnitsTogether(byte[] data) {
        Limits.hold(data.length, () -> check(data));
    }

    private static void check(byte[] data) {
        Codec codec = Codec.of(Codec.H265, 90_000, 0);
        // The first byte says whether there are order numbers.
        Codec sent = data.length > 0 && data[0] == 1 ? codec.with("sprop-max-don-diff", "2") : codec;
        List<AccessUnit> units = PacketList.receive(sent, PacketList.arrive(data), 8);
        units.forEach(FuzzSeeds::hasWholeNalUnits);
        PacketList.sendOn(codec, KEY, units);
    }
}
