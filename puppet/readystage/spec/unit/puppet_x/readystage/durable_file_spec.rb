# frozen_string_literal: true

require 'spec_helper'
require 'puppet_x/readystage/durable_file'

describe PuppetX::Readystage::DurableFile, type: :world do
  let(:path) { "#{root}/a/b/file.json" }

  it 'is for nobody else, and so are the folders it needs' do
    described_class.write(path, 'x')

    expect([path, "#{root}/a", "#{root}/a/b"].map { |each| File.stat(each).mode & 0o777 }).to eq([0o600, 0o700, 0o700])
  end

  it 'is not to be seen before it is committed' do
    staged = described_class.stage(path, 'x')

    expect(Dir.glob("#{root}/a/b/*")).to be_empty
    staged.commit
    expect(Dir.children("#{root}/a/b")).to eq(['file.json'])
  end

  it 'leaves nothing when it is discarded' do
    described_class.stage(path, 'x').discard

    expect(Dir.children("#{root}/a/b")).to be_empty
  end

  it 'writes over what an interrupted run has left' do
    described_class.stage(path, 'a longer text than the next one')
    described_class.write(path, 'x')

    expect(File.read(path)).to eq('x')
  end

  it 'syncs the bytes before the rename and the folder after it' do
    order = []
    allow_any_instance_of(File).to receive(:fsync) { |file| order << "fsync #{File.basename(file.path)}" }
    allow(File).to(receive(:rename).and_wrap_original { |rename, *paths| (order << 'rename') && rename.call(*paths) })
    FileUtils.mkdir_p("#{root}/a/b")
    described_class.write(path, 'x')

    expect(order).to eq(['fsync .file.json.tmp', 'rename', 'fsync b'])
  end
end
