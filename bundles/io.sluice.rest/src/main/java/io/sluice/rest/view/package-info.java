/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** How things look to somebody with these rights: what they may not see is not there. */
@NullMarked
package io.sluice.rest.view;

import org.jspecify.annotations.NullMarked;
