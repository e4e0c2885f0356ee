/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.program;

import io.sluice.driver.ffmpeg.command.CommandLine;
import io.sluice.driver.ffmpeg.command.FfmpegOptions;
import io.sluice.driver.ffmpeg.command.Hardware;
import io.sluice.driver.ffmpeg.command.Presets;
import io.sluice.driver.ffmpeg.command.Surroundings;
import io.sluice.lib.process.Limits;
import io.sluice.lib.process.ProgramException;
import io.sluice.lib.process.ProgramSpec;
import io.sluice.lib.process.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ffmpeg for everything in this bundle: one supervisor of programs, one answer about what is installed, and the section
 * {@code ffmpeg} of the configuration file. Any thread.
 */
@Component(service = Ffmpeg.class, configurationPid = "io.sluice.ffmpeg")
public final class Ffmpeg {
    private static final Logger LOG = LoggerFactory.getLogger(Ffmpeg.class);
    private static final int TIMEOUT_S = 5;

    private final Programs programs;
    private final FfmpegProbe probe;
    private final HardwareProbe hardware;
    private final Map<String, String> surroundings = Surroundings.of(System.getenv());
    private final Set<List<String>> said = ConcurrentHashMap.newKeySet();
    private volatile Settings settings = Settings.of(Map.of());

    /** What the section says. */
    private record Settings(String bin, Duration timeout, Presets presets) {
        static Settings of(Map<String, ?> section) {
            String bin = Objects.toString(section.get("bin"), "").strip();
            String seconds = Objects.toString(section.get("timeout"), "");
            return new Settings(
                    bin.isEmpty() ? "ffmpeg" : bin,
                    Duration.ofSeconds(seconds.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(seconds) : TIMEOUT_S),
                    Presets.of(section));
        }
    }

    /** @throws ProgramException when the bundle has no directory: then there is no ffmpeg: at all */
    @Activate
    public Ffmpeg(BundleContext context, Map<String, Object> section) throws ProgramException {
        this(
                context.getDataFile("programs").toPath(),
                Objects.toString(System.getenv("PATH"), "/usr/bin:/bin"),
                section,
                new Findings(context)::tell);
    }

    /**
     * Without OSGi.
     *
     * @param directory for programs, of this bundle alone
     * @param findings told what was found out, whenever there is more
     */
    public Ffmpeg(Path directory, String searchPath, Map<String, ?> section, Consumer<List<String>> findings)
            throws ProgramException {
        programs = new Programs("ffmpeg", directory, Limits.DEFAULT);
        probe = new FfmpegProbe(programs, searchPath);
        hardware = new HardwareProbe(programs, findings);
        modified(section);
    }

    /** Programs that run go on; the next ones are started as it says now. */
    @Modified
    public void modified(Map<String, ?> section) {
        settings = Settings.of(section);
        for (String problem : settings.presets().problems()) {
            LOG.atWarn().addKeyValue("event", "ffmpeg.preset").log("{}; it is not used", problem);
        }
    }

    /** Ends all programs, at most within the 4 s that {@link Programs#close} takes. */
    @Deactivate
    public void close() {
        programs.close();
    }

    /** For starting; at most 16 at once. */
    public Programs programs() {
        return programs;
    }

    public Presets presets() {
        return settings.presets();
    }

    /** How long a connection attempt of ffmpeg, or a read, may take where a source does not say it. */
    public Duration timeout() {
        return settings.timeout();
    }

    /**
     * The program; waits for it at most 10 s, the first time only.
     *
     * @throws MissingException with what to install
     */
    public Binary binary() throws MissingException, InterruptedException {
        return probe.find(settings.bin());
    }

    /**
     * What a source is started with.
     *
     * @param own where another stream of ours is read; unused for other inputs
     * @param output where media is to be sent
     * @param startMs wall clock that reports name for time zero, milliseconds since the Unix epoch
     * @throws MissingException with what to install
     */
    public ProgramSpec command(String name, FfmpegOptions options, String own, String output, long startMs)
            throws MissingException, InterruptedException {
        Binary binary = binary();
        Presets presets = settings.presets();
        List<String> argv = new CommandLine(options, presets, hardware(binary, options, presets))
                .arguments(binary.path(), own, output, startMs);
        return ProgramSpec.of(name, argv).environment(surroundings);
    }

    /** Demanded hardware is taken as it is: what is wrong with it is in ffmpeg's last words. */
    private @Nullable Hardware hardware(Binary binary, FfmpegOptions options, Presets presets)
            throws InterruptedException {
        if (!options.acceleration().wanted() || options.acceleration().kind() != null) {
            return options.acceleration().kind();
        }
        List<Hardware> candidates = Hardware.candidates(System.getProperty("os.arch", ""));
        Hardware chosen = hardware.choose(binary, candidates, options.encoded(), presets::hardware, surroundings);
        if (chosen == null && said.add(options.encoded())) {
            LOG.atInfo()
                    .addKeyValue("event", "ffmpeg.hardware")
                    .log("No hardware here encodes {}; the processor does", String.join(", ", options.encoded()));
        }
        return chosen;
    }

    /** What programs get of the server's environment. */
    public Map<String, String> surroundings() {
        return surroundings;
    }
}
