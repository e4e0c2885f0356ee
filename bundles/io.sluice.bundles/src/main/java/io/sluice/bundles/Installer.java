/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleRefusedException.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * Puts jars into the framework and takes them out again, the same way whoever brought them. What is refused leaves
 * nothing behind. Everything that changes something runs on the store's thread.
 */
final class Installer {
    static final String PART = ".part";

    private static final String DEPLOYED = "deploy:";

    private static final long SETTLE_MS = 60_000;

    private final Bundle self;
    private final BundleContext system;
    private final Path deploy;
    private final Path kept;
    private final Ledger ledger;
    private final StoppedNames stopped;
    private final Shipped shipped;
    private final Swap swap;
    private final Trial trial;
    private final Tellings tellings;
    /** The last change that was answered before it was made. */
    private @Nullable Thread later;

    /**
     * @param self the store's own bundle
     * @param kept a folder for copies of what is installed, to go back to
     */
    Installer(
            Bundle self,
            Path deploy,
            Path kept,
            Ledger ledger,
            StoppedNames stopped,
            Shipped shipped,
            Tellings tellings) {
        this.self = self;
        this.system = self.getBundleContext().getBundle(0).getBundleContext();
        this.deploy = deploy;
        this.kept = kept;
        this.ledger = ledger;
        this.stopped = stopped;
        this.shipped = shipped;
        this.tellings = tellings;
        this.swap = new Swap(system);
        this.trial = new Trial(system, swap, tellings);
    }

    /** What an earlier end of the process may have left. */
    void cleanUp() throws IOException, BundleException {
        for (Bundle bundle : system.getBundles()) {
            if (Trial.scratch(bundle)) {
                bundle.uninstall();
            }
        }
        for (String name : stopped.all()) {
            Bundle bundle = find(name);
            if (bundle != null && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted()) {
                bundle.stop();
            }
        }
    }

    /** Waits for a change that was answered before it was made: there is one at a time. */
    void settle() throws InterruptedException {
        Thread running = later;
        if (running != null && !running.equals(Thread.currentThread())) {
            running.join(SETTLE_MS);
            later = null;
        }
    }

    Swap swap() {
        return swap;
    }

    /** The bundle of that name that is meant: the shipped one, else the store's, else the newest. */
    @Nullable
    Bundle find(String symbolicName) {
        return Arrays.stream(system.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .filter(bundle -> !Trial.scratch(bundle))
                .max(Comparator.comparing((Bundle b) -> b.getLocation().startsWith(Shipped.LOCATION))
                        .thenComparing(b -> b.getLocation().startsWith(DEPLOYED))
                        .thenComparing(Bundle::getVersion))
                .orElse(null);
    }

    /** All that would be wired anew with a jar, which could be wired. */
    Collection<Bundle> rehearse(Jar jar, @Nullable Bundle present) throws BundleRefusedException, IOException {
        return trial.rehearse(jar, present);
    }

    /**
     * Installs and starts.
     *
     * @param drop the file in the folder that it came in; null: it comes from elsewhere and is stored there
     */
    Bundle install(Jar jar, @Nullable Drop drop) throws BundleRefusedException, IOException, InterruptedException {
        Bundle present = find(jar.symbolicName());
        if (present != null) {
            throw new BundleRefusedException(
                    Cause.DUPLICATE,
                    jar.symbolicName() + " is there already (" + present.getVersion() + "): update it instead");
        }
        Collection<Bundle> closure = rehearse(jar, null);
        Bundle bundle;
        try {
            bundle = swap.install(DEPLOYED + jar.symbolicName(), jar.file());
        } catch (BundleException e) {
            throw new BundleRefusedException(Cause.NO_BUNDLE, "the framework does not take it: " + e.getMessage());
        }
        boolean done = false;
        try {
            if (jar.fragment()) {
                swap.refresh(closure);
            } else if (!stopped.contains(jar.symbolicName())) {
                swap.start(bundle);
            }
            keep(jar, drop, bundle, true);
            done = true;
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, e.getMessage() + "; it was taken out again");
        } finally {
            if (!done) {
                takeOut(bundle);
            }
        }
        tellings.tell("bundle.installed", jar.symbolicName(), "installed " + jar + origin(jar, drop));
        warnUnsigned(jar);
        return bundle;
    }

    private void takeOut(Bundle bundle) throws InterruptedException {
        try {
            swap.uninstall(bundle);
        } catch (Swap.FailedException e) {
            tellings.warn(
                    "bundle.failed", bundle.getSymbolicName(), bundle + " cannot be taken out: " + e.getMessage());
        }
    }

    /** Replaces a bundle; when that fails, the old one is put back. */
    void update(Bundle bundle, Jar jar, @Nullable Drop drop)
            throws BundleRefusedException, IOException, InterruptedException {
        String name = jar.symbolicName();
        Version before = bundle.getVersion();
        refuseAlways(jar, bundle);
        Collection<Bundle> closure = rehearse(jar, bundle);
        boolean start = !stopped.contains(name);
        String text = "updated " + name + " from " + before + " to " + jar.version() + origin(jar, drop);
        Path old = old(name);
        if (answersFirst(closure, drop == null)) {
            var back =
                    new Takeover.Back(deploy.resolve(file(name, drop)), retained(name, old), ledger.of(name) != null);
            keep(jar, drop, bundle, false);
            later = takeover(bundle, kept(name), start, back).begin("bundle.updated", text);
            return;
        }
        long beginNs = System.nanoTime();
        boolean done = false;
        try {
            swap.update(bundle, jar.file(), start);
            keep(jar, drop, bundle, true);
            done = true;
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, e.getMessage() + "; the old version was put back");
        } finally {
            if (!done && old != null) {
                putBack(bundle, old, start);
            }
        }
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs);
        tellings.tell("bundle.updated", name, text + " in " + tookMs + " ms");
        warnUnsigned(jar);
    }

    private void warnUnsigned(Jar jar) {
        if (!jar.signed()) {
            tellings.warn("bundle.unsigned", jar.symbolicName(), jar + " is not signed: nothing says who made it");
        }
    }

    /** @param present the bundle that would be replaced */
    void refuseAlways(Jar jar, @Nullable Bundle present) throws BundleRefusedException {
        if (present != null && present.getBundleId() == 0) {
            throw new BundleRefusedException(Cause.FORBIDDEN, jar.symbolicName() + " is the framework itself");
        }
        Shipped.Item item = shipped.item(jar.symbolicName());
        if (item != null && release(jar.version()).compareTo(release(item.version())) < 0) {
            throw new BundleRefusedException(
                    Cause.FORBIDDEN, jar + " is older than the one shipped with this server, " + item.version());
        }
    }

    private static Version release(Version version) {
        return new Version(version.getMajor(), version.getMinor(), version.getMicro());
    }

    private void putBack(Bundle bundle, Path old, boolean start) throws InterruptedException {
        try {
            swap.update(bundle, old, start);
            remember(bundle);
        } catch (Swap.FailedException | IOException e) {
            tellings.warn(
                    "bundle.failed",
                    bundle.getSymbolicName(),
                    "the old version of " + bundle.getSymbolicName() + " cannot be put back: " + e.getMessage());
        }
    }

    /** The jar that is installed now, where it is known. */
    private @Nullable Path old(String symbolicName) {
        Path copy = kept(symbolicName);
        if (ledger.of(symbolicName) != null && Files.exists(copy)) {
            return copy;
        }
        Shipped.Item item = shipped.item(symbolicName);
        return item == null ? null : item.jar();
    }

    /**
     * Makes the folder and the ledger say what the framework has.
     *
     * @param modified false: the bundle will be changed in a moment only
     */
    private void keep(Jar jar, @Nullable Drop drop, Bundle bundle, boolean modified) throws IOException {
        String name = jar.symbolicName();
        String file = file(name, drop);
        Path target = deploy.resolve(file);
        Path copy = kept.resolve(name + ".new");
        Files.copy(jar.file(), copy, StandardCopyOption.REPLACE_EXISTING);
        if (drop == null) {
            Files.move(jar.file(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(copy, kept(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        String stamp = drop != null ? drop.stamp() : DeployFolder.stamp(target);
        ledger.put(new Ledger.Entry(
                name, jar.version().toString(), file, stamp, jar.sha256(), modified ? bundle.getLastModified() : 0));
    }

    /** Where a bundle's jar lies in the folder: as the operator called it, else by its own name. */
    private String file(String symbolicName, @Nullable Drop drop) {
        Ledger.Entry before = ledger.of(symbolicName);
        return drop != null ? drop.file() : before != null ? before.file() : symbolicName + ".jar";
    }

    /** A copy of the old jar that the new one does not overwrite. */
    private @Nullable Path retained(String symbolicName, @Nullable Path old) throws IOException {
        return old == null
                ? null
                : Files.copy(old, kept.resolve(symbolicName + ".old"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Notes that the bundle is as the store left it. */
    private void remember(Bundle bundle) throws IOException {
        Ledger.Entry entry = ledger.of(bundle.getSymbolicName());
        if (entry != null) {
            ledger.put(entry.modified(bundle.getLastModified()));
        }
    }

    private Path kept(String symbolicName) {
        return kept.resolve(symbolicName + ".jar");
    }

    /**
     * Whether the change waits until the answer is out: the store itself restarts with it, or what an answer goes
     * through.
     *
     * @param asked whether somebody waits for an answer
     */
    private boolean answersFirst(Collection<Bundle> closure, boolean asked) {
        return closure.contains(self)
                || (asked && closure.stream().anyMatch(bundle -> ImpactTexts.answering(bundle.getSymbolicName())));
    }

    private Takeover takeover(Bundle bundle, @Nullable Path jar, boolean start, Takeover.@Nullable Back back) {
        return new Takeover(self, swap, tellings, bundle, jar, start, back);
    }

    /**
     * Takes out what the operator brought; what it had replaced comes back.
     *
     * @param deleted the file is gone already
     */
    void remove(String symbolicName, boolean deleted) throws BundleRefusedException, IOException, InterruptedException {
        Bundle bundle = find(symbolicName);
        Ledger.Entry entry = ledger.of(symbolicName);
        Shipped.Item item = shipped.item(symbolicName);
        if (bundle != null && (bundle.getBundleId() == 0 || (entry == null && item != null))) {
            throw new BundleRefusedException(
                    Cause.FORBIDDEN, symbolicName + " is shipped with the server; it can be stopped, not removed");
        }
        if (bundle == null && entry == null) {
            throw notFound(symbolicName);
        }
        if (entry != null && !deleted) {
            Files.deleteIfExists(deploy.resolve(entry.file()));
        }
        ledger.remove(symbolicName);
        boolean start = !stopped.contains(symbolicName);
        Files.deleteIfExists(kept(symbolicName));
        String file = entry == null ? "" : " (" + entry.file() + (deleted ? " was deleted)" : ")");
        if (bundle == null) {
            return;
        }
        try {
            if (item == null) {
                stopped.set(symbolicName, false);
                swap.uninstall(bundle);
                tellings.tell("bundle.removed", symbolicName, "removed " + symbolicName + file);
            } else {
                back(bundle, item, start, deleted, file);
            }
        } catch (Swap.FailedException e) {
            tellings.warn("bundle.failed", symbolicName, symbolicName + ": " + e.getMessage());
        }
    }

    private void back(Bundle bundle, Shipped.Item item, boolean start, boolean deleted, String file)
            throws Swap.FailedException, IOException, InterruptedException {
        String name = bundle.getSymbolicName();
        String text = "removed " + name + " " + bundle.getVersion() + file + ", back to the shipped " + item.version();
        if (answersFirst(swap.closure(Set.of(bundle)), !deleted)) {
            later = takeover(bundle, item.jar(), start, null).begin("bundle.removed", text);
            return;
        }
        swap.update(bundle, item.jar(), start);
        tellings.tell("bundle.removed", name, text);
    }

    static BundleRefusedException notFound(String symbolicName) {
        return new BundleRefusedException(Cause.NOT_FOUND, "there is no bundle " + symbolicName);
    }

    Bundle start(String symbolicName) throws BundleRefusedException, InterruptedException, IOException {
        Bundle bundle = changeable(symbolicName);
        stopped.set(symbolicName, false);
        try {
            swap.start(bundle);
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, symbolicName + ": " + e.getMessage());
        }
        tellings.tell("bundle.started", symbolicName, "started " + symbolicName + " " + bundle.getVersion());
        return bundle;
    }

    Bundle stop(String symbolicName) throws BundleRefusedException, InterruptedException, IOException {
        Bundle bundle = changeable(symbolicName);
        if (ImpactTexts.needed(symbolicName)) {
            throw new BundleRefusedException(
                    Cause.FORBIDDEN,
                    "without " + symbolicName + " the server could not be operated; it is not stopped");
        }
        stopped.set(symbolicName, true);
        try {
            swap.stop(bundle);
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, symbolicName + ": " + e.getMessage());
        }
        tellings.tell("bundle.stopped", symbolicName, "stopped " + symbolicName + " " + bundle.getVersion());
        return bundle;
    }

    private Bundle changeable(String symbolicName) throws BundleRefusedException {
        Bundle bundle = find(symbolicName);
        if (bundle == null) {
            throw notFound(symbolicName);
        }
        if (bundle.getBundleId() == 0 || Swap.fragment(bundle)) {
            throw new BundleRefusedException(
                    Cause.FORBIDDEN,
                    symbolicName
                            + (bundle.getBundleId() == 0
                                    ? " is the framework itself"
                                    : " is a fragment: it goes with its host"));
        }
        return bundle;
    }

    Bundle refresh(String symbolicName) throws BundleRefusedException, InterruptedException {
        Bundle bundle = find(symbolicName);
        if (bundle == null) {
            throw notFound(symbolicName);
        }
        if (bundle.getBundleId() == 0) {
            throw new BundleRefusedException(Cause.FORBIDDEN, symbolicName + " is the framework itself");
        }
        String text = "refreshed " + symbolicName + " " + bundle.getVersion();
        if (answersFirst(swap.closure(Set.of(bundle)), true)) {
            later = takeover(bundle, null, true, null).begin("bundle.refreshed", text);
            return bundle;
        }
        try {
            swap.refresh(Set.of(bundle));
        } catch (Swap.FailedException e) {
            throw new BundleRefusedException(Cause.START_FAILED, symbolicName + ": " + e.getMessage());
        }
        tellings.tell("bundle.refreshed", symbolicName, text);
        return bundle;
    }

    private static String origin(Jar jar, @Nullable Drop drop) {
        return (drop == null ? "" : " from " + drop.file()) + " (sha256 " + jar.sha256()
                + (jar.signed() ? ", signature not verified)" : ")");
    }

    /** A file in the folder as it was when it was read. */
    record Drop(String file, String stamp) {}
}
