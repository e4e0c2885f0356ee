/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.config.ConfigFile;
import io.sluice.api.config.ConfigRefusedException;
import io.sluice.api.config.ConfigRefusedException.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Keeps Configuration Admin equal to the file for as long as the bundle is active. */
@Component(service = ConfigFile.class, immediate = true)
public final class ConfigService implements ConfigFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigService.class);
    private static final long RETRY_MS = 10_000;
    private static final long PATIENCE_MS = 10_000;

    private final Path file;
    private final List<String> overrides;
    private final ConfigApplier applier;
    private final ConfigStatus status;
    private final ScheduledExecutorService thread;
    private List<Note> noted = List.of();
    private List<String> watch = List.of();
    private final FileEditor editor;
    private final ConfigWatcher watcher;
    private @Nullable ConfigModel unstored;
    private @Nullable ConfigModel applied;
    private @Nullable String problem;

    /** Reads and applies the file before it returns, so that whoever starts later finds its configuration. */
    @Activate
    public ConfigService(BundleContext context, @Reference ConfigurationAdmin admin) {
        Path home = Path.of(property(context, "sluice.home", "sluice-home")).toAbsolutePath();
        Path normal = home.resolve("conf").resolve("sluice.yaml");
        file = Path.of(property(context, "sluice.config", normal.toString())).toAbsolutePath();
        overrides = Overrides.split(property(context, "sluice.set", ""));
        applier = new ConfigApplier(admin);
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "sluice-config");
            made.setDaemon(true);
            return made;
        });
        String error = file.equals(normal) ? makeFile() : null;
        FileContent content = FileContent.of(file);
        status = new ConfigStatus(context, file.toString(), error != null ? error : load(content), watch);
        watcher = new ConfigWatcher(file, content, this::reload);
        editor = new FileEditor(file, overrides, this::written);
        thread.execute(this::tidy);
        thread.scheduleWithFixedDelay(this::poll, ConfigWatcher.POLL_MS, ConfigWatcher.POLL_MS, TimeUnit.MILLISECONDS);
    }

    private static String property(BundleContext context, String key, String normal) {
        String value = context.getProperty(key);
        return value == null || value.isBlank() ? normal : value;
    }

    private @Nullable String makeFile() {
        try {
            if (DefaultFile.ensure(file)) {
                event("config.made", () -> LOG.info("Made {} with the demo stream", file));
            }
            return null;
        } catch (IOException failed) {
            return file + ": cannot be made: " + failed.getMessage();
        }
    }

    private void tidy() {
        try {
            new WholeFile(file).tidy();
        } catch (IOException failed) {
            event(
                    "config.store",
                    () -> LOG.error("What is left of a write to {} stays: {}", file, failed.getMessage()));
        }
    }

    @Override
    public Document document() throws ConfigRefusedException {
        return call(() -> editor.document(problem));
    }

    @Override
    public Review review(String text) {
        try {
            return call(() -> editor.review(text, applied));
        } catch (ConfigRefusedException refused) {
            return new Review(refused.problems(), List.of(), List.of());
        }
    }

    @Override
    public Document replace(@Nullable String etag, String text) throws ConfigRefusedException {
        return call(() -> {
            editor.replace(etag, text);
            return editor.document(problem);
        });
    }

    @Override
    public Document change(@Nullable String etag, List<Edit> edits) throws ConfigRefusedException {
        return call(() -> {
            editor.change(etag, edits);
            return editor.document(problem);
        });
    }

    /** Does something on the thread of the file. What has begun is waited for: the caller must know how it ended. */
    private <T> T call(Callable<T> work) throws ConfigRefusedException {
        var begun = new AtomicBoolean();
        Future<T> result;
        try {
            result = thread.submit(() -> {
                if (!begun.compareAndSet(false, true)) {
                    throw new CancellationException();
                }
                return work.call();
            });
        } catch (RejectedExecutionException closed) {
            throw new ConfigRefusedException(Cause.BUSY, List.of("the server is stopping"));
        }
        boolean interrupted = false;
        long patienceNs = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        try {
            while (true) {
                try {
                    return result.get(patienceNs, TimeUnit.NANOSECONDS);
                } catch (InterruptedException | TimeoutException late) {
                    interrupted |= late instanceof InterruptedException;
                    if (begun.compareAndSet(false, true)) {
                        throw new ConfigRefusedException(
                                Cause.BUSY, List.of("other changes of " + file + " take too long; try again"));
                    }
                } catch (CancellationException stopped) {
                    throw new ConfigRefusedException(Cause.BUSY, List.of("the server is stopping"));
                } catch (ExecutionException failed) {
                    if (failed.getCause() instanceof ConfigRefusedException refused) {
                        throw refused;
                    }
                    throw new IllegalStateException(failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void poll() {
        try {
            watcher.poll();
        } catch (RuntimeException defect) {
            // An exception would end the polling without a word.
            event("config.defect", () -> LOG.error("Watching {} failed", file, defect));
        }
    }

    private void reload(FileContent content) {
        status.now(load(content));
    }

    private void written(FileContent content) {
        watcher.told(content);
        reload(content);
    }

    /** Null when the content is applied, else the line that says why not. */
    private @Nullable String load(FileContent content) {
        problem = read(content);
        return problem;
    }

    private @Nullable String read(FileContent content) {
        ConfigModel model;
        try {
            if (content.problem() != null) {
                throw new ConfigException(new Place(file.toString(), 0), content.problem());
            }
            model = ConfigReader.read(file.toString(), content.bytes(), overrides);
        } catch (ConfigException wrong) {
            String more = wrong.problems().size() == 1
                    ? ""
                    : " (and " + (wrong.problems().size() - 1) + " more)";
            event("config.invalid", () -> LOG.error("{}{}; nothing was changed", wrong.getMessage(), more));
            return wrong.getMessage();
        }
        return apply(model);
    }

    private @Nullable String apply(ConfigModel model) {
        unstored = null;
        applied = model;
        watch = WatchLines.of(model);
        try {
            List<String> changes = applier.apply(model);
            String changed = changes.isEmpty() ? "nothing changed" : String.join("; ", changes);
            event("config.applied", () -> LOG.info("{}: {}", file, changed));
        } catch (IOException failed) {
            event(
                    "config.store",
                    () -> LOG.error("{} could not be stored; trying again: {}", file, failed.getMessage()));
            unstored = model;
            thread.schedule(this::retry, RETRY_MS, TimeUnit.MILLISECONDS);
            return file + ": could not be stored: " + failed.getMessage();
        }
        logNotes(model.notes());
        return null;
    }

    private void retry() {
        ConfigModel newest = unstored;
        if (newest != null) {
            problem = apply(newest);
            status.now(problem);
        }
    }

    private void logNotes(List<Note> notes) {
        for (Note note : notes) {
            if (note.verdict() != Note.Verdict.USED && !noted.contains(note)) {
                event("config.ignored", () -> LOG.warn("{}", note));
            }
        }
        noted = notes;
    }

    private static void event(String code, Runnable log) {
        try (MDC.MDCCloseable ignored = MDC.putCloseable("event", code)) {
            log.run();
        }
    }

    @Deactivate
    void close() {
        thread.shutdownNow();
        status.close();
    }
}
