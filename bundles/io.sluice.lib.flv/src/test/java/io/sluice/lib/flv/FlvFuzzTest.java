/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.lib.codec.CodecException;
import io.sluice.testkit.driver.RecordingContext;
import io.sluice.testkit.fuzz.Limits;
import io.sluice.testkit.media.Cuts;
import io.sluice.testkit.media.Golden;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Z-17: FLV, in two cuts. */
class FlvFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of("h264-aac.flv", "h264-pcma.flv", "h264-mp3.flv")
                .map(name -> Golden.file(FlvFuzzTest.class, name));
    }

    @MethodSource("seeds")
    @FuzzTest
    void reads(byte[] data) {
        Limits.hold(
                data.length, () -> assertThat(read(data, 1 + data.length / 3)).isEqualTo(read(data, data.length)));
    }

    private static String read(byte[] data, int piece) throws Exception {
        var context = new RecordingContext();
        return Cuts.dump(data, piece, context, FlvReaderTest.reader(context), CodecException.class);
    }
}
