// A vault with a signing key for invoices and keys for its tenants.
// bicep build ledger.bicep --outfile ledger.json

param vaultName string
param location string = resourceGroup().location
param signingKeySize int = 3072
param tenants array = [
  {
    name: 'north'
    curve: 'P-256'
  }
]
param deployWrapKey bool

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: vaultName
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
  }
}

resource invoice 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: 'invoice-signing'
  properties: {
    kty: 'RSA'
    keySize: signingKeySize
    keyOps: [
      'sign'
      'verify'
    ]
    rotationPolicy: {
      attributes: {
        expiryTime: 'P2Y'
      }
      lifetimeActions: [
        {
          trigger: {
            timeBeforeExpiry: 'P3D'
          }
          action: {
            type: 'rotate'
          }
        }
      ]
    }
  }
}

resource tenantKeys 'Microsoft.KeyVault/vaults/keys@2024-11-01' = [for tenant in tenants: {
  parent: vault
  name: 'tenant-${tenant.name}'
  properties: {
    kty: 'EC'
    curveName: tenant.curve
    keyOps: [
      'sign'
      'verify'
    ]
  }
}]

resource wrap 'Microsoft.KeyVault/vaults/keys@2024-11-01' = if (deployWrapKey) {
  parent: vault
  name: 'wrap'
  properties: {
    kty: 'RSA-HSM'
    keySize: 4096
    keyOps: [
      'wrapKey'
      'unwrapKey'
    ]
    attributes: {
      exp: dateTimeToEpoch(dateTimeAdd('2026-11-24', 'P1Y'))
    }
  }
}
