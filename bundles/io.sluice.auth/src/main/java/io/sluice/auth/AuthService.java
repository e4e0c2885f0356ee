/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.api.auth.Credentials;
import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Identity.Way;
import io.sluice.api.auth.Login;
import io.sluice.api.auth.Role;
import io.sluice.api.auth.Users;
import io.sluice.auth.AccountReader.Remark;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The users of the configuration, and the administrator of the server's own. */
@Component(
        service = {Users.class, SynchronousConfigurationListener.class},
        immediate = true)
public final class AuthService implements Users, SynchronousConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(AuthService.class);

    private static final long POLL_NS = TimeUnit.SECONDS.toNanos(1);

    private final BundleContext context;
    private final Configurations configurations;
    private final AuthThreads threads = new AuthThreads();
    private final KnownPasswords known;
    private final CliToken token;
    private final OwnAdministrator own;
    private final LoginDesk desk;
    private final Identity local;
    private final Object loading = new Object();
    private final Set<Remark> remarked = new HashSet<>();
    private String listened = "";
    private boolean headless;
    private @Nullable StartupReport report;
    /** Null until the configuration was applied: nobody gets in before that. */
    private volatile @Nullable Accounts accounts;

    @Activate
    public AuthService(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.context = context;
        configurations = new Configurations(admin);
        SecureRandom random = new SecureRandom();
        String home = context.getProperty("sluice.home");
        Path directory = Path.of(home == null ? "sluice-home" : home).toAbsolutePath();
        known = new KnownPasswords(random);
        token = new CliToken(directory, random);
        own = new OwnAdministrator(directory, random);
        local = new Identity(Identity.LOCAL_NAME, Role.VIEWER, Set.of(), Way.LOCAL, random.nextLong());
        desk = new LoginDesk(System::nanoTime, threads::later, threads::work, () -> accounts, known);
    }

    /** The configuration file has been applied, so that what Configuration Admin holds is what counts. */
    @Reference(
            target = "(sluice.config.state=*)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "stays")
    void configurationApplied(Supplier<?> ignored, Map<String, Object> properties) {
        synchronized (loading) {
            if (accounts != null) {
                return; // the bundle that reads the file came back
            }
            own.load();
            load(Path.of(String.valueOf(properties.get("sluice.config.file"))));
            report = new StartupReport(context, own.lines());
        }
        threads.later(POLL_NS, this::poll);
    }

    /** Looks whether the administrator's password was set by a program that does not talk to the server. */
    private void poll() {
        try {
            synchronized (loading) {
                if (own.isOutdated()) {
                    own.load();
                    load(null);
                }
            }
        } finally {
            threads.later(POLL_NS, this::poll);
        }
    }

    /** The banner is out. */
    @Reference(
            target = "(sluice.started=*)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "stays")
    void started(Supplier<?> ignored) {
        try {
            threads.work(() -> {
                synchronized (loading) {
                    own.store();
                }
            });
        } catch (RejectedExecutionException ends) {
            LOG.debug("the server ends already", ends);
        }
    }

    /** What was once applied, and once seen, remains so. */
    void stays(Supplier<?> ignored) {}

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (Configurations.ALL.contains(event.getPid())) {
            synchronized (loading) {
                if (accounts != null) {
                    load(null);
                }
            }
        }
    }

    /** @param file null: looked at already */
    private void load(@Nullable Path file) {
        Map<String, Map<String, Object>> all;
        try {
            all = configurations.read();
        } catch (IOException failed) {
            LOG.atError()
                    .addKeyValue("event", "auth.invalid")
                    .log("The users cannot be read; those of before stay: {}", failed.toString());
            return;
        }
        AccountReader reader = new AccountReader(known::stamp)
                .users(all.getOrDefault(Configurations.AUTH, Map.of()))
                .single("api", all.getOrDefault(Configurations.API, Map.of()), Role.ADMIN)
                .single("rtsp", all.getOrDefault(Configurations.RTSP, Map.of()), Role.PUBLISHER);
        Accounts configured = Accounts.of(reader.accounts());
        if (file != null && !configured.hasAdministrator()) {
            own.ensure(System.getenv("SLUICE_ADMIN_PASSWORD"));
        }
        Account administrator = own.account();
        accounts = administrator == null ? configured : configured.plus(administrator);
        remark(reader.remarks());
        warnOfNobody(configured, administrator);
        if (file != null && configured.configured()) {
            FileModes.warnIfOpen(file);
        }
        warnOfOpenListeners(configured, all);
    }

    private void remark(List<Remark> remarks) {
        for (Remark remark : remarks) {
            if (!remarked.add(remark)) {
                continue;
            }
            switch (remark.kind()) {
                case INVALID ->
                    LOG.atError().addKeyValue("event", "auth.invalid").log("{}: it opens nothing", remark.text());
                case PLAIN ->
                    LOG.atWarn()
                            .addKeyValue("event", "auth.plain")
                            .log(
                                    "The password of {} stands in the configuration as it is;"
                                            + " ./sluice passwd stores it hashed",
                                    AuditLog.shown(remark.text()));
                case NO_DIGEST ->
                    LOG.atWarn()
                            .addKeyValue("event", "auth.no_digest")
                            .log(
                                    "{} has no digest beside the password and cannot log in to RTSP; ./sluice passwd"
                                            + " writes both",
                                    AuditLog.shown(remark.text()));
            }
        }
        remarked.retainAll(remarks);
    }

    private void warnOfNobody(Accounts configured, @Nullable Account administrator) {
        boolean nobody = administrator == null && !configured.hasAdministrator();
        if (nobody && !headless) {
            LOG.atWarn()
                    .addKeyValue("event", "auth.no_admin")
                    .log("No user is administrator of everything any more; ./sluice passwd makes one");
        }
        headless = nobody;
    }

    private void warnOfOpenListeners(Accounts configured, Map<String, Map<String, Object>> all) {
        List<String> open = configured.configured() ? List.of() : OpenListeners.of(all.values());
        String now = String.join(", ", open);
        if (!now.isEmpty() && !now.equals(listened)) {
            LOG.atWarn()
                    .addKeyValue("event", "auth.open")
                    .log(
                            "Listening beyond this machine ({}) and no user is configured: whoever comes from there"
                                    + " needs the administrator's password",
                            now);
        }
        listened = now;
    }

    @Override
    public CompletionStage<Login> login(Credentials credentials, InetAddress peer) {
        if (credentials instanceof Credentials.Token given && token.matches(given.value())) {
            return CompletableFuture.completedStage(new Login.Accepted(token.identity()));
        }
        return desk.login(credentials, peer);
    }

    @Override
    public Optional<Identity> local() {
        Accounts now = accounts;
        return now == null || now.configured() ? Optional.empty() : Optional.of(local);
    }

    @Override
    public boolean configured() {
        Accounts now = accounts;
        return now == null || now.configured();
    }

    @Override
    public boolean isCurrent(Identity identity) {
        Accounts now = accounts;
        if (now == null) {
            return false;
        }
        return switch (identity.way()) {
            case PASSWORD -> now.has(identity);
            case TOKEN -> identity.equals(token.identity());
            case LOCAL -> !now.configured() && identity.equals(local);
        };
    }

    @Deactivate
    void close() {
        threads.close();
        token.close();
        synchronized (loading) {
            if (report != null) {
                report.close();
            }
        }
    }
}
