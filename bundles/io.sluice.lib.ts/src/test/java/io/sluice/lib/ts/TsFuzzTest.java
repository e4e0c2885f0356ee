/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.lib.codec.CodecException;
import io.sluice.testkit.driver.RecordingContext;
import io.sluice.testkit.fuzz.Limits;
import io.sluice.testkit.media.Cuts;
import io.sluice.testkit.media.Golden;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-18: MPEG transport streams, in two cuts. */
class TsFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of("h264-aac.ts", "h264-mp3.ts", "h265-opus.ts").map(name -> Golden.file(TsFuzzTest.class, name));
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        Limits.hold(
                data.length, () -> assertThat(read(data, 1 + data.length / 3)).isEqualTo(read(data, data.length)));
    }

    private static String read(byte[] data, int piece) throws Exception {
        var context = new RecordingContext();
        return Cuts.dump(data, piece, context, TsReaderTest.reader(context), CodecException.class);
    }
}
