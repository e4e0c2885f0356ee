/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.still;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StillEncoder;
import io.sluice.api.stream.StreamException;
import io.sluice.driver.ffmpeg.program.Binary;
import io.sluice.driver.ffmpeg.program.Ffmpeg;
import io.sluice.driver.ffmpeg.program.MissingException;
import io.sluice.driver.ffmpeg.program.ShortRun;
import io.sluice.lib.process.ProgramException;
import io.sluice.lib.process.ProgramSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Decodes a picture with one run of ffmpeg: the picture goes in by its standard input, the image comes out by its
 * standard output. At most four run at once, so that legs have places left; 64 wait.
 */
@Component(service = StillEncoder.class)
public final class FfmpegStills implements StillEncoder {
    private static final int AT_ONCE = 4;
    private static final int WAITING = 64;
    private static final int LENGTH_BYTES = 4;
    private static final int START_CODE = 1;
    private static final Map<String, String> FORMATS =
            Map.of(Codec.H264, "h264", Codec.H265, "hevc", Codec.MJPEG, "mjpeg");

    private final Ffmpeg ffmpeg;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                var thread = new Thread(task, "sluice-ffmpeg-still");
                thread.setDaemon(true);
                return thread;
            });

    @Activate
    public FfmpegStills(@Reference Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
        threads.allowCoreThreadTimeOut(true);
    }

    @Deactivate
    void close() {
        threads.shutdownNow();
    }

    @Override
    public CompletionStage<Bytes> jpeg(Codec codec, AccessUnit picture, Shape shape, Duration limit) {
        var made = new CompletableFuture<Bytes>();
        String format = FORMATS.get(codec.name());
        if (format == null) {
            made.completeExceptionally(
                    new StreamException(Reason.UNSUPPORTED_MEDIA, "no image can be made of " + codec.name()));
            return made;
        }
        long endNs = System.nanoTime() + limit.toNanos();
        try {
            threads.execute(() -> run(format, codec, picture, shape, endNs, made));
        } catch (RejectedExecutionException full) {
            made.completeExceptionally(new StreamException(Reason.LIMIT, "too many images are wanted at once"));
        }
        return made;
    }

    private void run(
            String format, Codec codec, AccessUnit picture, Shape shape, long endNs, CompletableFuture<Bytes> made) {
        try {
            made.complete(make(format, codec, picture, shape, endNs));
        } catch (StreamException known) {
            made.completeExceptionally(known);
        } catch (InterruptedException stopped) {
            made.completeExceptionally(new StreamException(Reason.BUNDLE_STOPPED, "the ffmpeg driver is stopping"));
        } catch (RuntimeException defect) {
            made.completeExceptionally(new StreamException(Reason.FAILED, "the image was not made: " + defect, defect));
        }
    }

    private Bytes make(String format, Codec codec, AccessUnit picture, Shape shape, long endNs)
            throws StreamException, InterruptedException {
        try {
            Binary binary = ffmpeg.binary();
            long leftNs = endNs - System.nanoTime();
            if (leftNs <= 0) {
                throw new StreamException(Reason.TIMEOUT, "ffmpeg had too much to do to make the image in time");
            }
            var spec = ProgramSpec.of("image", line(binary, format, shape)).environment(ffmpeg.surroundings());
            ShortRun run = ShortRun.of(ffmpeg.programs(), spec, bytes(codec, picture), Duration.ofNanos(leftNs));
            if (isImage(run.output())) {
                return Bytes.of(run.output());
            }
            throw run.code() == null
                    ? new StreamException(Reason.TIMEOUT, "ffmpeg did not make the image in time")
                    : new StreamException(Reason.UNSUPPORTED_MEDIA, "ffmpeg cannot decode the picture: " + why(run));
        } catch (MissingException missing) {
            throw new StreamException(Reason.PROGRAM_MISSING, String.valueOf(missing.getMessage()), missing);
        } catch (ProgramException refused) {
            throw new StreamException(Reason.LIMIT, String.valueOf(refused.getMessage()), refused);
        }
    }

    private static String why(ShortRun run) {
        List<String> words = run.words();
        return words.isEmpty() ? "exit code " + run.code() : words.get(words.size() - 1);
    }

    private static List<String> line(Binary binary, String format, Shape shape) {
        var line = new ArrayList<String>();
        line.add(binary.path().toString());
        line.addAll(List.of("-nostdin", "-hide_banner", "-nostats", "-v", "error"));
        line.addAll(List.of("-protocol_whitelist", "pipe", "-threads", "1", "-f", format, "-i", "pipe:0"));
        String filters = filters(shape);
        if (filters != null) {
            line.addAll(List.of("-filter:v", filters));
        }
        line.addAll(List.of("-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p"));
        line.addAll(List.of("-f", "image2pipe", "pipe:1"));
        return line;
    }

    private static @Nullable String filters(Shape shape) {
        var chain = new ArrayList<String>();
        switch (shape.rotate()) {
            case 90 -> chain.add("transpose=1");
            case 180 -> chain.add("transpose=1,transpose=1");
            case 270 -> chain.add("transpose=2");
            default -> {}
        }
        if (shape.width() != 0 || shape.height() != 0) {
            chain.add("scale=" + (shape.width() == 0 ? -1 : shape.width()) + ":"
                    + (shape.height() == 0 ? -1 : shape.height()));
        }
        return chain.isEmpty() ? null : String.join(",", chain);
    }

    /** As ffmpeg's raw demuxers read it: Annex B, parameter sets first; JPEG as it is. */
    static ByteBuffer bytes(Codec codec, AccessUnit picture) throws StreamException {
        ByteBuffer payload = picture.payload();
        if (codec.name().equals(Codec.MJPEG)) {
            return payload;
        }
        int sets = codec.parameterSets().stream()
                .mapToInt(set -> set.size() + LENGTH_BYTES)
                .sum();
        ByteBuffer stream = ByteBuffer.allocate(sets + payload.remaining());
        for (Bytes set : codec.parameterSets()) {
            stream.putInt(START_CODE).put(set.asBuffer());
        }
        while (payload.remaining() > LENGTH_BYTES) {
            int length = payload.getInt();
            if (length < 0 || length > payload.remaining()) {
                throw new StreamException(Reason.UNSUPPORTED_MEDIA, "the picture is not well-formed");
            }
            stream.putInt(START_CODE).put(payload.slice(payload.position(), length));
            payload.position(payload.position() + length);
        }
        return stream.flip();
    }

    private static boolean isImage(byte[] output) {
        int end = output.length;
        return end > 4
                && (output[0] & 0xFF) == 0xFF
                && (output[1] & 0xFF) == 0xD8
                && (output[end - 2] & 0xFF) == 0xFF
                && (output[end - 1] & 0xFF) == 0xD9;
    }
}
