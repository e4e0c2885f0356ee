/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import io.sluice.api.bundle.BundleInfo;
import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleRefusedException.Cause;
import io.sluice.api.bundle.BundleStore;
import io.sluice.api.bundle.Impact;
import io.sluice.api.stream.StreamRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The store as a service: reads what comes in on the caller's thread and makes every change on its own. */
@Component(service = BundleStore.class, immediate = true)
public final class DeployStore implements BundleStore {
    private static final Logger LOG = LoggerFactory.getLogger(DeployStore.class);
    private static final long POLL_MS = 400;
    /** Longer than the deadlines of one change and its undoing. */
    private static final long CHANGE_MS = 60_000;

    private static final long STOP_MS = 2_000;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable StreamRegistry streams;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable EventAdmin events;

    private final BundleContext context;
    private final Path deploy;
    private final Ledger ledger;
    private final Shipped shipped;
    private final Installer installer;
    private final FolderSync sync;
    private final AtomicLong parts = new AtomicLong();
    private volatile @Nullable Thread worker;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "sluice-bundles");
        made.setDaemon(true);
        worker = made;
        return made;
    });

    /** One change. */
    private interface Change<T> {
        T make() throws BundleRefusedException, IOException, InterruptedException;
    }

    @Activate
    public DeployStore(BundleContext context) throws IOException {
        // The framework's own: it stays valid while this bundle is being replaced.
        this.context = context.getBundle(0).getBundleContext();
        Path home = Path.of(property(context, "sluice.home", "sluice-home")).toAbsolutePath();
        String distribution = context.getProperty("sluice.dist");
        Path data = context.getDataFile("store").toPath();
        Path kept = Files.createDirectories(data.resolve("kept"));
        deploy = Files.createDirectories(home.resolve("deploy"));
        deleteParts();
        ledger = new Ledger(data.resolve("deploy.index"));
        shipped = Shipped.of(distribution == null ? null : Path.of(distribution));
        var stopped =
                new StoppedNames(Files.createDirectories(home.resolve("conf")).resolve("bundles.stopped"));
        var tellings = new Tellings(() -> events);
        Bundle self = context.getBundle();
        installer = new Installer(self, deploy, kept, ledger, stopped, shipped, tellings);
        sync = new FolderSync(self, new DeployFolder(deploy), ledger, installer, tellings);
        thread.execute(this::begin);
        thread.scheduleWithFixedDelay(this::poll, 0, POLL_MS, TimeUnit.MILLISECONDS);
    }

    private static String property(BundleContext context, String key, String normal) {
        String value = context.getProperty(key);
        return value == null || value.isBlank() ? normal : value;
    }

    /** What an earlier end of the process may have left. */
    private void deleteParts() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(deploy, ".*" + Installer.PART)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void begin() {
        try {
            installer.cleanUp();
            sync.compare();
        } catch (IOException | BundleException | RuntimeException e) {
            LOG.atError().addKeyValue("event", "bundle.failed").log("the bundle store did not begin properly", e);
        }
    }

    private void poll() {
        try {
            installer.settle();
            sync.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            // An exception would end the polling without a word.
            LOG.atError().addKeyValue("event", "bundle.failed").log("following {} failed", deploy, e);
        }
    }

    @Deactivate
    void stop() throws InterruptedException {
        thread.shutdownNow();
        if (!Thread.currentThread().equals(worker)) {
            thread.awaitTermination(STOP_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Makes a change on the store's thread, as whoever asks for it, and waits for it. */
    private <T> T change(Change<T> change) throws BundleRefusedException, IOException {
        Map<String, String> asker = MDC.getCopyOfContextMap();
        Future<T> made = thread.submit(() -> {
            MDC.setContextMap(asker == null ? Map.of() : asker);
            try {
                installer.settle();
                return change.make();
            } finally {
                MDC.clear();
            }
        });
        try {
            return made.get(CHANGE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BundleRefusedException refused) {
                throw refused;
            }
            throw e.getCause() instanceof IOException io ? io : new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            made.cancel(true);
            throw new IOException("the change did not end within " + CHANGE_MS / 1_000 + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            made.cancel(true);
            throw new IOException("interrupted", e);
        }
    }

    /** Brings a jar beside its place, looks at it, and lets somebody do something with it. */
    private <T> T with(InputStream jar, JarUse<T> use) throws BundleRefusedException, IOException {
        Path part = deploy.resolve(".upload-" + parts.incrementAndGet() + Installer.PART);
        try {
            store(jar, part);
            Jar read = JarCheck.read(part);
            return change(() -> use.of(read));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private interface JarUse<T> {
        T of(Jar jar) throws BundleRefusedException, IOException, InterruptedException;
    }

    private static void store(InputStream jar, Path part) throws BundleRefusedException, IOException {
        try (OutputStream out = Files.newOutputStream(part)) {
            byte[] buffer = new byte[64 << 10];
            long bytes = 0;
            for (int n = jar.read(buffer); n >= 0; n = jar.read(buffer)) {
                bytes += n;
                if (bytes > JarCheck.MAX_JAR_BYTES) {
                    throw JarCheck.tooLarge();
                }
                out.write(buffer, 0, n);
            }
        }
    }

    @Override
    public List<BundleInfo> bundles() {
        Impacts impacts = impacts();
        List<BundleInfo> all = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName() != null && !Trial.scratch(bundle)) {
                addUnlessGone(all, bundle, impacts);
            }
        }
        all.sort(Comparator.comparing(BundleInfo::symbolicName).thenComparing(BundleInfo::id));
        return all;
    }

    /** Bundles come and go while they are listed; what the framework says then differs from question to question. */
    private void addUnlessGone(List<BundleInfo> all, Bundle bundle, Impacts impacts) {
        try {
            BundleInfo info = info(bundle, impacts);
            if (bundle.getState() != Bundle.UNINSTALLED) {
                all.add(info);
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                throw e;
            }
        }
    }

    private Impacts impacts() {
        return Impacts.now(installer.swap(), streams);
    }

    private BundleInfo info(Bundle bundle, Impacts impacts) {
        return info(bundle, impacts, bundle.getVersion());
    }

    /** @param version that it has, or will have in a moment */
    private BundleInfo info(Bundle bundle, Impacts impacts, Version version) {
        String name = bundle.getSymbolicName();
        return new BundleInfo(
                bundle.getBundleId(),
                name,
                version.toString(),
                String.valueOf(bundle.getHeaders("").get("Bundle-Name")).replaceFirst("^null$", ""),
                state(bundle),
                origin(bundle),
                problem(bundle),
                impacts.of(bundle));
    }

    private BundleInfo.Origin origin(Bundle bundle) {
        String name = bundle.getSymbolicName();
        boolean meant = bundle.equals(installer.find(name));
        boolean ours = meant && ledger.of(name) != null;
        if (meant && (bundle.getBundleId() == 0 || shipped.item(name) != null)) {
            return ours ? BundleInfo.Origin.REPLACED : BundleInfo.Origin.SHIPPED;
        }
        return ours ? BundleInfo.Origin.DEPLOYED : BundleInfo.Origin.OTHER;
    }

    private static String state(Bundle bundle) {
        boolean attached = Swap.fragment(bundle) && bundle.getState() == Bundle.RESOLVED;
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "ACTIVE";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.RESOLVED -> attached ? "FRAGMENT" : "RESOLVED";
            case Bundle.UNINSTALLED -> "UNINSTALLED";
            default -> "INSTALLED";
        };
    }

    private String problem(Bundle bundle) {
        if (bundle.getBundleId() == 0 || Swap.up(bundle) || Swap.fragment(bundle)) {
            return "";
        }
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        if (level == null || !level.isPersistentlyStarted()) {
            return "";
        }
        String missing = Rehearsal.missing(context, bundle);
        return missing.isEmpty() ? "it does not start; the log says why" : missing;
    }

    @Override
    public Candidate examine(InputStream jar) throws BundleRefusedException, IOException {
        return with(jar, read -> {
            Bundle present = installer.find(read.symbolicName());
            installer.refuseAlways(read, present);
            Impact impact = impacts().of(read.symbolicName(), installer.rehearse(read, present));
            return new Candidate(read.symbolicName(), read.version().toString(), present != null, impact);
        });
    }

    @Override
    public BundleInfo install(InputStream jar) throws BundleRefusedException, IOException {
        return with(jar, read -> {
            Bundle bundle = installer.install(read, null);
            sync.changed();
            return info(bundle, impacts());
        });
    }

    @Override
    public BundleInfo update(String symbolicName, InputStream jar) throws BundleRefusedException, IOException {
        return with(jar, read -> {
            Bundle bundle = installer.find(symbolicName);
            if (bundle == null) {
                throw Installer.notFound(symbolicName);
            }
            if (!read.symbolicName().equals(symbolicName)) {
                throw new BundleRefusedException(Cause.OTHER_BUNDLE, "the jar is " + read + ", not " + symbolicName);
            }
            installer.update(bundle, read, null);
            sync.changed();
            return info(bundle, impacts(), read.version());
        });
    }

    @Override
    public void remove(String symbolicName) throws BundleRefusedException, IOException {
        change(() -> {
            installer.remove(symbolicName, false);
            sync.changed();
            return true;
        });
    }

    @Override
    public BundleInfo start(String symbolicName) throws BundleRefusedException {
        return quick(() -> installer.start(symbolicName));
    }

    @Override
    public BundleInfo stop(String symbolicName) throws BundleRefusedException {
        return quick(() -> installer.stop(symbolicName));
    }

    @Override
    public BundleInfo refresh(String symbolicName) throws BundleRefusedException {
        return quick(() -> installer.refresh(symbolicName));
    }

    private BundleInfo quick(Change<Bundle> change) throws BundleRefusedException {
        try {
            return change(() -> info(change.make(), impacts()));
        } catch (IOException e) {
            throw new BundleRefusedException(Cause.START_FAILED, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Impact impact(String symbolicName) throws BundleRefusedException {
        Bundle bundle = installer.find(symbolicName);
        if (bundle == null) {
            throw Installer.notFound(symbolicName);
        }
        return impacts().of(bundle);
    }
}
