/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.program;

import io.sluice.lib.process.ProgramException;
import io.sluice.lib.process.ProgramSpec;
import io.sluice.lib.process.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds ffmpeg and asks it, once, how old it is; asks anew when the file is another one. So a source starts by itself
 * once ffmpeg was installed, and looking costs a few calls of the file system. Any thread.
 */
public final class FfmpegProbe {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int OLDEST = 59;
    private static final Pattern VERSION = Pattern.compile("ffmpeg version (\\S{1,60})");
    private static final Pattern LIBAVFORMAT = Pattern.compile("libavformat +(\\d{1,4})\\.");

    private final Programs programs;
    private final String searchPath;
    private final AtomicReference<@Nullable Asked> asked = new AtomicReference<>();

    /** An answer, and the file that gave it. */
    private record Asked(Path path, long size, long changedMs, CompletableFuture<Binary> answer) {
        boolean isOf(Asked other) {
            return path.equals(other.path) && size == other.size && changedMs == other.changedMs;
        }
    }

    /** @param searchPath directories, as the variable PATH has them */
    public FfmpegProbe(Programs programs, String searchPath) {
        this.programs = programs;
        this.searchPath = searchPath;
    }

    /**
     * The ffmpeg to use. Waits for it at most 5 s, the first time only.
     *
     * @param bin absolute path, or a name that is looked for in the path
     * @throws MissingException with a sentence that says what to install
     */
    public Binary find(String bin) throws MissingException, InterruptedException {
        Asked now = look(bin);
        while (true) {
            Asked known = asked.get();
            if (known != null && known.isOf(now) && !known.answer.isCompletedExceptionally()) {
                return await(known);
            }
            if (asked.compareAndSet(known, now)) {
                ask(now);
                return await(now);
            }
        }
    }

    private Asked look(String bin) throws MissingException {
        Path path = executable(bin);
        if (path == null) {
            throw new MissingException(
                    bin.startsWith("/")
                            ? "there is no program " + bin + ", as ffmpeg.bin says; install ffmpeg 5.0 or later there"
                            : "there is no program " + bin + " in " + searchPath
                                    + "; install ffmpeg 5.0 or later (Debian: apt-get install ffmpeg),"
                                    + " or set ffmpeg.bin");
        }
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            long changedMs = file.lastModifiedTime().toMillis();
            return new Asked(path, file.size(), changedMs, new CompletableFuture<>());
        } catch (IOException unreadable) {
            throw new MissingException(path + " cannot be read");
        }
    }

    private @Nullable Path executable(String bin) {
        if (bin.startsWith("/")) {
            Path path = Path.of(bin);
            return isProgram(path) ? path : null;
        }
        for (String directory : searchPath.split(File.pathSeparator)) {
            // A name, not a path: "../x" would lead out of the directories that are searched.
            if (directory.startsWith("/") && bin.matches("[A-Za-z0-9][A-Za-z0-9._+-]*")) {
                Path path = Path.of(directory, bin);
                if (isProgram(path)) {
                    return path;
                }
            }
        }
        return null;
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    private void ask(Asked now) throws InterruptedException {
        try {
            var spec = ProgramSpec.of("ffmpeg -version", List.of(now.path.toString(), "-hide_banner", "-version"));
            ShortRun run = ShortRun.of(programs, spec, LIMIT);
            now.answer.complete(judge(now.path, new String(run.output(), StandardCharsets.UTF_8)));
        } catch (ProgramException | MissingException | RuntimeException refused) {
            now.answer.completeExceptionally(new MissingException(String.valueOf(refused.getMessage())));
        } finally {
            now.answer.completeExceptionally(new MissingException(now.path + " was not asked for its version"));
        }
    }

    static Binary judge(Path path, String answer) throws MissingException {
        Matcher version = VERSION.matcher(answer);
        Matcher library = LIBAVFORMAT.matcher(answer);
        if (!version.find() || !library.find()) {
            throw new MissingException(path + " did not say its version; is it ffmpeg?");
        }
        if (Integer.parseInt(library.group(1)) < OLDEST) {
            throw new MissingException("ffmpeg at " + path + " is " + version.group(1) + "; install 5.0 or later");
        }
        return new Binary(path, version.group(1));
    }

    private static Binary await(Asked asked) throws MissingException, InterruptedException {
        try {
            return asked.answer.get(LIMIT.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof MissingException missing
                    ? new MissingException(String.valueOf(missing.getMessage()))
                    : new MissingException(asked.path + " did not answer");
        } catch (TimeoutException late) {
            throw new MissingException(asked.path + " did not say its version in time");
        }
    }
}
