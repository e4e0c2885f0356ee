/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.program;

import io.sluice.driver.ffmpeg.command.Hardware;
import io.sluice.lib.process.ProgramException;
import io.sluice.lib.process.ProgramSpec;
import io.sluice.lib.process.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which encoders of which hardware work: tried once each by encoding a second, because ffmpeg lists encoders for
 * hardware that is not there. Any thread.
 */
public final class HardwareProbe {
    private static final Logger LOG = LoggerFactory.getLogger(HardwareProbe.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Programs programs;
    private final Consumer<List<String>> findings;
    private final Object telling = new Object();
    private final Map<Tried, CompletableFuture<Boolean>> results = new ConcurrentHashMap<>();

    /** What was tried: another ffmpeg, or another preset, is tried anew. */
    private record Tried(Binary ffmpeg, Hardware hardware, List<String> encoder) {}

    /** @param findings all of them when there is another one, as lines for people; called by the thread that tried */
    public HardwareProbe(Programs programs, Consumer<List<String>> findings) {
        this.programs = programs;
        this.findings = findings;
    }

    /** Arguments of an encoder; null: there is none. */
    @FunctionalInterface
    public interface Encoders {
        @Nullable
        List<String> of(String codec, Hardware hardware);
    }

    /**
     * The first of some hardware that encodes all codecs.
     *
     * @param environment what ffmpeg gets of it
     * @return null: none does
     */
    public @Nullable Hardware choose(
            Binary ffmpeg,
            List<Hardware> candidates,
            List<String> codecs,
            Encoders encoders,
            Map<String, String> environment)
            throws InterruptedException {
        for (Hardware hardware : candidates) {
            var needed = new ArrayList<List<String>>();
            for (String codec : codecs) {
                List<String> encoder = encoders.of(codec, hardware);
                if (encoder != null) {
                    needed.add(encoder);
                }
            }
            if (needed.size() == codecs.size() && !needed.isEmpty() && allWork(ffmpeg, hardware, needed, environment)) {
                return hardware;
            }
        }
        return null;
    }

    private boolean allWork(
            Binary ffmpeg, Hardware hardware, List<List<String>> encoders, Map<String, String> environment)
            throws InterruptedException {
        for (List<String> encoder : encoders) {
            if (!works(new Tried(ffmpeg, hardware, encoder), environment)) {
                return false;
            }
        }
        return true;
    }

    private boolean works(Tried tried, Map<String, String> environment) throws InterruptedException {
        var mine = new CompletableFuture<Boolean>();
        CompletableFuture<Boolean> first = results.putIfAbsent(tried, mine);
        if (first != null) {
            return await(first);
        }
        Boolean result = null;
        try {
            result = tryOut(tried, environment);
            mine.complete(result);
            tell();
            return result;
        } catch (ProgramException busy) {
            LOG.info("{} was not tried: {}", tried.hardware.label(), busy.getMessage());
            return false;
        } finally {
            if (result == null) {
                // Says nothing about the hardware: the next one tries again.
                results.remove(tried);
                mine.complete(false);
            }
        }
    }

    private static boolean await(CompletableFuture<Boolean> result) throws InterruptedException {
        try {
            return result.get(LIMIT.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unknown) {
            return false;
        }
    }

    private boolean tryOut(Tried tried, Map<String, String> environment) throws ProgramException, InterruptedException {
        var line = new ArrayList<>(List.of(tried.ffmpeg.path().toString(), "-nostdin", "-hide_banner", "-v", "error"));
        line.addAll(tried.hardware.test(tried.encoder));
        String name = "test of " + tried.hardware.label();
        ShortRun run = ShortRun.of(programs, ProgramSpec.of(name, line).environment(environment), LIMIT);
        boolean works = run.code() != null && run.code() == 0;
        String what = String.join(" ", tried.encoder);
        if (works) {
            LOG.atInfo().addKeyValue("event", "ffmpeg.hardware").log("{} works: {}", tried.hardware.label(), what);
        } else {
            String why = run.code() == null
                    ? "no answer within " + LIMIT.toSeconds() + " s"
                    : run.words().isEmpty()
                            ? "exit code " + run.code()
                            : run.words().get(0);
            LOG.atInfo()
                    .addKeyValue("event", "ffmpeg.hardware")
                    .log("{} does not work here ({}): {}", tried.hardware.label(), what, why);
        }
        return works;
    }

    /** One after the other, so that what is told last is all there is. */
    private void tell() {
        synchronized (telling) {
            findings.accept(results());
        }
    }

    /** What was tried so far, sorted. */
    private List<String> results() {
        return results.entrySet().stream()
                .filter(tried -> tried.getValue().isDone())
                .map(tried -> tried.getKey().hardware.label() + " "
                        + tried.getKey().encoder.get(1)
                        + (tried.getValue().getNow(false) ? ": works" : ": does not work"))
                .sorted()
                .toList();
    }
}
