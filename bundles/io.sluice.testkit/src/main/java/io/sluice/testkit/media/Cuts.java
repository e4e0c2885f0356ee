/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.driver.RecordingContext;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/** Readers of streams must not care how the stream is cut. */
public final class Cuts {
    /** What takes the pieces. */
    public interface Reader {
        void read(ByteBuffer data) throws Exception;

        void end() throws Exception;
    }

    /** Takes bytes or throws. */
    public interface Taking {
        void read(ByteBuffer data) throws Exception;
    }

    /** Ends or throws. */
    public interface Ending {
        void end() throws Exception;
    }

    private Cuts() {}

    /** A reader of two methods. */
    public static Reader reader(Taking taking, Ending ending) {
        return new Reader() {
            @Override
            public void read(ByteBuffer data) throws Exception {
                taking.read(data);
            }

            @Override
            public void end() throws Exception {
                ending.end();
            }
        };
    }

    /** All at once. */
    public static void whole(byte[] bytes, Reader reader) throws Exception {
        reader.read(ByteBuffer.wrap(bytes));
        reader.end();
    }

    /**
     * What comes out of the bytes when they come in pieces of one size.
     *
     * @param context what the reader delivers to
     * @param declared says that the bytes are wrong; its message is the end of what came out
     */
    public static String dump(
            byte[] bytes, int piece, RecordingContext context, Reader reader, Class<? extends Exception> declared)
            throws Exception {
        String end = "";
        try {
            for (int at = 0; at < bytes.length; at += piece) {
                reader.read(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
            }
            reader.end();
        } catch (Exception e) {
            if (!declared.isInstance(e)) {
                throw e;
            }
            end = String.valueOf(e.getMessage());
        }
        return Golden.dump(context) + end;
    }

    /**
     * Fails unless the same comes out of the bytes however they are cut.
     *
     * @param made makes a reader that writes down what comes out
     * @param read what came out, asked after the end
     */
    public static <C> void same(
            byte[] bytes, int rounds, Supplier<C> made, Function<C, Reader> reader, Function<C, String> read)
            throws Exception {
        C first = made.get();
        whole(bytes, reader.apply(first));
        String wanted = read.apply(first);
        var random = new Random(4711);
        for (int round = 0; round < rounds; round++) {
            C context = made.get();
            Reader one = reader.apply(context);
            int most = 1 + random.nextInt(round % 3 == 0 ? 40 : bytes.length);
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
                one.read(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + length)));
                at += length;
            }
            one.end();
            assertThat(read.apply(context))
                    .as("round " + round + ", pieces of up to " + most)
                    .isEqualTo(wanted);
        }
    }
}
