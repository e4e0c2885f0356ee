/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.config.ConfigFile;
import io.sluice.api.config.ConfigRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the file and Configuration Admin equal for as long as the bundle is active. */
@Component(service = ConfigFile.class, immediate = true)
public final class ConfigService implements ConfigFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigService.class);
    /** Several changes of one form come at once. */
    private static final long SETTLE_MS = 200;

    private final ConfigThread thread = new ConfigThread();
    private final AppliedFile applied;
    private final ConfigStatus status;
    private final ConfigWatcher watcher;
    private final FileEditor editor;
    private final ServiceRegistration<?> listener;
    private final AtomicBoolean looking = new AtomicBoolean();

    /** Reads and applies the file before it returns, so that whoever starts later finds its configuration. */
    @Activate
    public ConfigService(BundleContext context, @Reference ConfigurationAdmin admin) {
        Path home = Path.of(property(context, "sluice.home", "sluice-home")).toAbsolutePath();
        Path normal = home.resolve("conf").resolve("sluice.yaml");
        Path file =
                Path.of(property(context, "sluice.config", normal.toString())).toAbsolutePath();
        List<String> overrides = Overrides.split(property(context, "sluice.set", ""));
        applied = new AppliedFile(file, overrides, new ConfigApplier(admin), thread);
        editor = new FileEditor(file, overrides, this::written);
        String error = file.equals(normal) ? makeFile(file) : null;
        FileContent content = FileContent.of(file);
        String problem = error != null ? error : applied.load(content);
        status = new ConfigStatus(context, file.toString(), problem, applied.watch());
        applied.tell(status);
        watcher = new ConfigWatcher(file, content, this::reload);
        ConfigurationListener later = this::changedElsewhere;
        listener = context.registerService(ConfigurationListener.class, later, null);
        thread.after(0, () -> guarded(() -> start(file)));
        thread.every(ConfigWatcher.POLL_MS, () -> guarded(watcher::poll));
    }

    private static String property(BundleContext context, String key, String normal) {
        String value = context.getProperty(key);
        return value == null || value.isBlank() ? normal : value;
    }

    private static @Nullable String makeFile(Path file) {
        try {
            if (DefaultFile.ensure(file)) {
                AppliedFile.event("config.made", () -> LOG.info("Made {} with the demo stream", file));
            }
            return null;
        } catch (IOException failed) {
            return file + ": cannot be made: " + failed.getMessage();
        }
    }

    private void start(Path file) {
        try {
            new WholeFile(file).tidy();
        } catch (IOException failed) {
            AppliedFile.event(
                    "config.store",
                    () -> LOG.error("What is left of a write to {} stays: {}", file, failed.getMessage()));
        }
        applied.absorb(editor);
    }

    /** An exception would end what is repeated without a word. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException defect) {
            AppliedFile.event("config.defect", () -> LOG.error("Looking after the configuration failed", defect));
        }
    }

    private void changedElsewhere(ConfigurationEvent event) {
        if (event.getPid().startsWith("io.sluice.") && looking.compareAndSet(false, true)) {
            thread.after(SETTLE_MS, () -> {
                looking.set(false);
                guarded(() -> applied.absorb(editor));
            });
        }
    }

    private void reload(FileContent content) {
        if (!applied.absorb(editor)) {
            applied.reload(content);
        }
    }

    private void written(FileContent content) {
        watcher.told(content);
        applied.reload(content);
    }

    @Override
    public Document document() throws ConfigRefusedException {
        return thread.call(() -> editor.document(applied::problemOf));
    }

    @Override
    public Map<String, Object> read(String text) throws ConfigRefusedException {
        try {
            return PlainTree.of(YamlText.parse("configuration", text));
        } catch (ConfigException wrong) {
            throw new ConfigRefusedException(ConfigRefusedException.Cause.INVALID, wrong.problems());
        }
    }

    @Override
    public Review review(String text) {
        try {
            return thread.call(() -> editor.review(text, applied.model()));
        } catch (ConfigRefusedException refused) {
            return new Review(refused.problems(), List.of(), List.of());
        }
    }

    @Override
    public Document replace(@Nullable String etag, String text) throws ConfigRefusedException {
        return thread.call(() -> {
            applied.absorb(editor);
            editor.replace(etag, text);
            return editor.document(applied::problemOf);
        });
    }

    @Override
    public Document change(@Nullable String etag, List<Edit> edits) throws ConfigRefusedException {
        return thread.call(() -> {
            applied.absorb(editor);
            editor.change(etag, edits);
            return editor.document(applied::problemOf);
        });
    }

    @Deactivate
    void close() {
        listener.unregister();
        thread.stop();
        status.close();
    }
}
